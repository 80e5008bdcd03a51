package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "jane@example.org | | jane@example.org",
                " jane@localhost  | | jane@localhost",
                "<jane@example.org> | | jane@example.org",
                "Jane Doe <jane@example.org> | Jane Doe | jane@example.org",
                "J. Müller <j.m+x@sub.example.org> | J. Müller | j.m+x@sub.example.org",
                "\"Doe, \\\"J\\\"\" <jane@example.org> | Doe, \"J\" | jane@example.org",
                "\"jane doe\"@example.org | | \"jane doe\"@example.org",
                "jane@[192.0.2.1] | | jane@[192.0.2.1]",
                "jane@[IPv6:2001:db8::1] | | jane@[IPv6:2001:db8::1]",
                "jane@bücher.example | | jane@xn--bcher-kva.example",
                "müller@bücher.example | | müller@xn--bcher-kva.example",
                "mu\u0308ller@example.org | | müller@example.org",
                "用户@例え.jp | | 用户@xn--r8jz45g.jp",
                "Jane \u202Eeod\u200F <jane@example.org> | Jane eod | jane@example.org",
            })
    void parseShouldTakeOneMailbox(String typed, String name, String address) {
        assertThat(Address.parse(typed)).isEqualTo(new Address(name, address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jane",
                "@example.org",
                "jane@",
                "jane@example..org",
                "jane@-example.org",
                "jane@example.org, john@example.org",
                "Doe, Jane <jane@example.org>",
                "a@b <jane@example.org>",
                "jane doe@example.org",
                ".jane@example.org",
                "jane.@example.org",
                "jane@exa mple.org",
                "mü\u202Eller@example.org",
                "mül\u200Bler@example.org",
                "jane@[300]",
                "jane@example.org\r\nBcc: all@example.org",
                "Jane\n <jane@example.org>",
                "jane\0@example.org",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org",
            })
    void parseShouldRefuseWhatIsNotOneMailbox(String typed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse(typed))
                .withMessageMatching("[^\r\n]+\\.");
    }

    @Test
    void lineBreakShouldBeRefusedWhereverItIs() {
        assertThatThrownBy(() -> new Address("Jane\r\nBcc: x@y", "jane@example.org"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Address(null, "jane@example.org\n")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textShouldBeReadBackAsTheSameAddress() {
        for (var name : List.of("Jane", "Jane Doe", "Doe, \"J\" \\", "Jörg (Köln)", "a@b")) {
            var address = new Address(name, "jane@example.org");

            assertThat(Address.parse(address.toString())).isEqualTo(address);
        }
        assertThat(new Address(" ", "jane@example.org")).hasToString("jane@example.org");
        assertThat(new Address("Jane Doe", "jane@example.org")).hasToString("Jane Doe <jane@example.org>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "jane@example.org | jane@example.org",
                "jane@example.org (Jane Doe) | Jane Doe <jane@example.org>",
                "Jane <@relay.example,@other.example:jane@example.org> | Jane <jane@example.org>",
                "=?utf-8?Q?Doe,_Jane?= <jane@example.org> | \"Doe, Jane\" <jane@example.org>",
                "\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.org> | Jörg <j@example.org>",
                "=?utf-8?Q?J=C3=B6rg_<j@example.org>?= | Jörg <j@example.org>",
                "Jane Doe jane@example.org | Jane Doe <jane@example.org>",
                "<<jane@example.org>> | jane@example.org",
                "Jane <jane@example.org | Jane <jane@example.org>",
                "root | root",
                "\"jane@example.org\" <jane@example.org> | \"jane@example.org\" <jane@example.org>",
                "\"jane doe\"@example.org | \"jane doe\"@example.org",
                "'Jane' via List <list@example.org> | 'Jane' via List <list@example.org>",
            })
    void listShouldReadWhatMailersWrite(String field, String address) {
        assertThat(list(field)).extracting(Address::toString).containsExactly(address);
    }

    @Test
    void listShouldOpenGroupsAndPassOverNonsense() {
        assertThat(list("A: a@x.y, \"B\" <b@x.y>;, , undisclosed-recipients:;; c@x.y, not an address"))
                .containsExactly(new Address(null, "a@x.y"), new Address("B", "b@x.y"), new Address(null, "c@x.y"));
        assertThat(list("")).isEmpty();
    }

    private static List<Address> list(String field) {
        var addresses = new ArrayList<Address>();
        assertThat(AddressList.read(field, 100, addresses)).isTrue();
        return addresses;
    }
}
