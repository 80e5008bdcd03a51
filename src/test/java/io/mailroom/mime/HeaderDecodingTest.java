package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderDecodingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "=?ISO-8859-1?Q?a?= | a",
                "=?ISO-8859-1?Q?a?= b | a b",
                "=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?= | ab",
                "=?ISO-8859-1?Q?a_?= =?UTF-8?Q?b?= | a b",
                "=?UTF-8*de?Q?K=C3=B6ln?= | Köln",
                "=?utf-8?b?S8O2bG4?= | Köln",
                "=?utf-8?B?S8O2?= =?utf-8?Q?ln?= | Köln",
                "=?utf-8?Q?K=C3?= =?utf-8?Q?=B6ln?= | Köln",
                "Re:=?utf-8?Q?K=C3=B6ln?=! | Re:Köln!",
                "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?= | 日本",
                "=?utf-8?Q?a b?= | a b",
                "=?utf-8?Q?100%_=ZZ=4?= | 100% =ZZ=4",
                "=?utf-8?X?abc?= | =?utf-8?X?abc?=",
                "=?utf-8?Q?abc | =?utf-8?Q?abc",
                "=??Q?abc?= | =??Q?abc?=",
                "=?utf-8?Q?tab=09line=0D=0Abreak=00?= | tab line break",
            })
    void textShouldBeReadable(String raw, String readable) {
        assertThat(HeaderText.readable(raw)).isEqualTo(readable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon, 3 Feb 2025 10:11:12 +0100 | 2025-02-03T09:11:12Z",
                "3 Feb 2025 10:11 +0100 | 2025-02-03T09:11:00Z",
                "Mon,  3 Feb 2025 10:11:12 +0100 (CET) | 2025-02-03T09:11:12Z",
                "Monday, 03-Feb-25 10:11:12 GMT | 2025-02-03T10:11:12Z",
                "Mon, 3 Feb 2025 10:11:12 EST | 2025-02-03T15:11:12Z",
                "Mon, 3 Feb 2025 10:11:12 GMT+0100 | 2025-02-03T09:11:12Z",
                "Mon, 3 Feb 2025 10:11:12 +01:00 | 2025-02-03T09:11:12Z",
                "Mon, 3 Feb 2025 10:11:12 | 2025-02-03T10:11:12Z",
                "Tue, 3 Feb 2025 10:11:12 +0000 | 2025-02-03T10:11:12Z",
                "Mon, 3 February 2025 9:11:12 -0000 | 2025-02-03T09:11:12Z",
                "3 Feb 99 10:11:12 +0000 | 1999-02-03T10:11:12Z",
                "2025-02-03T10:11:12+01:00 | 2025-02-03T09:11:12Z",
                "Sat, 31 Dec 2016 23:59:60 +0000 | 2017-01-01T00:00:00Z",
            })
    void dateShouldBeReadAsItIsMeant(String field, Instant date) {
        assertThat(MessageDates.read(field)).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "Mon, 99 Feb 2025 10:11:12 +0100",
                "Mon, 3 Foo 2025 10:11:12 +0100",
                "Mon, 3 Feb 2025 10:11:12 +9999",
                "Mon, 3 Feb 1601 10:11:12 +0100",
                "((((((((((",
            })
    void dateShouldBeAbsentWhenItCannotBeRead(String field) {
        assertThat(MessageDates.read(field)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a/b; name=c.pdf | c.pdf",
                "a/b; NAME=\"c d.pdf\" | c d.pdf",
                "a/b; name=c (1).pdf; x=y | c (1).pdf",
                "a/b; name=\"c\\\"d.pdf\" | c\"d.pdf",
                "a/b; name=\"unterminated.pdf | unterminated.pdf",
                "a/b; name*=utf-8''%e2%82%ac%20rates | € rates",
                "a/b; name*=iso-8859-1'en'%A3%20rates | £ rates",
                "a/b; name*0=\"first \"; name*1=second | first second",
                "a/b; name*1*=%ACx; name*0*=utf-8''%E2%82 | €x",
                "a/b; name=plain; name*=utf-8''extended | extended",
                "a/b; name*=50%+1 | 50%+1",
                "a/b; name*='; name*0=x | '",
                "a/b;;; ;name=c | c",
                "a/b; name=first; name=second | first",
            })
    void parameterShouldBeDecoded(String field, String value) {
        assertThat(FieldParameters.read(field).get("name")).isEqualTo(value);
    }

    @Test
    void valueShouldBeFreeOfCommentsAndCase() {
        assertThat(FieldParameters.read("Text/Plain (very; plain)").value()).isEqualTo("text/plain");
        assertThat(FieldParameters.read("text/plain; charset=us-ascii (Plain text)")
                        .get("charset"))
                .isEqualTo("us-ascii");
        assertThat(FieldParameters.read(null).value()).isEmpty();
        assertThat(FieldParameters.read("a/b").get("name")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.pdf | a.pdf",
                "a/b.pdf | a_b.pdf",
                ".profile | .profile",
                "../../etc/passwd | passwd",
                "/etc/passwd | passwd",
                "\\\\server\\share\\x.doc | x.doc",
                "C:\\x\\y.doc | y.doc",
                "..\\evil.bat | evil.bat",
                "photo\u202Egpj.exe | photogpj.exe",
                "a\u0000b\u0007.txt | ab.txt",
            })
    void nameShouldBeSafe(String raw, String name) {
        assertThat(FileNames.safe(raw)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "/", "../", "\u0001"})
    void nameShouldBeAbsentWhenNothingIsLeftOfIt(String raw) {
        assertThat(FileNames.safe(raw)).isNull();
    }

    @Test
    void nameShouldKeepItsExtensionWhenItIsCut() {
        assertThat(FileNames.safe("x".repeat(500) + ".pdf")).hasSize(200).endsWith("x.pdf");
        assertThat(FileNames.safe("\uD83D\uDE00".repeat(300))).hasSize(200);
        assertThat(FileNames.safe("x" + "\uD83D\uDE00".repeat(300))).hasSize(199);
    }
}
