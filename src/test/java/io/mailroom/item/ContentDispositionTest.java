package io.mailroom.item;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentDispositionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "bill.pdf # attachment; filename=\"bill.pdf\"",
                "a \"b\".pdf # attachment; filename=\"a _b_.pdf\"; filename*=UTF-8''a%20%22b%22.pdf",
                "`a\r\nX: y` # attachment; filename=\"a__X: y\"; filename*=UTF-8''a%0D%0AX%3A%20y",
                "50%.pdf # attachment; filename=\"50_.pdf\"; filename*=UTF-8''50%25.pdf",
                "😀.txt # attachment; filename=\"_.txt\"; filename*=UTF-8''%F0%9F%98%80.txt",
            })
    void headerShouldNameTheFileForEveryClientAndNothingElse(String name, String header) {
        assertThat(ContentDisposition.attachment(name)).isEqualTo(header);
    }
}
