package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainNameTest {

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "straße.de, xn--strae-oqa.de",
        "faß.de, xn--fa-hia.de",
        "βόλος.com, xn--nxasmm1c.com",
        "ΒΌΛΟΣ.com, xn--nxasmq6b.com",
        "例え。jp, xn--r8jz45g.jp",
        "😀.example, xn--e28h.example",
    })
    void domainShouldGetItsAsciiForm(String domain, String ascii) {
        assertThat(DomainName.ascii(domain)).isEqualTo(ascii);
    }

    @Test
    void domainShouldBeRefusedWhenSomethingInItIsInvisible() {
        assertThatIllegalArgumentException().isThrownBy(() -> DomainName.ascii("exa\u200Dmple.ä"));
        assertThatIllegalArgumentException().isThrownBy(() -> Address.parse("a@\u202Emoc.elpmaxe"));
    }
}
