package io.mailroom.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*.pdf, bill.pdf",
                "*.pdf, .pdf",
                "*.PDF, Bill.pdf",
                "*ü*, GRÜSSE",
                "straße, STRAßE",
                "*invoice*, Re: your Invoice 12/2025",
                "*a*b*c, aXbXbXc",
                "*aab, aaab",
                "a?c, abc",
                "a?c, a😀c",
                "*.pdf|*.txt, a.txt",
                "*|x, anything",
                "a.b, a.b",
                "[a], [a]",
                "**, abc",
                "*, \"\"",
                "\"\", \"\"",
                "a||b, \"\"",
            })
    void globShouldMatch(String glob, String text) {
        assertThat(Glob.of(glob).matches(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*.pdf, bill.pdf.exe",
                "bill, the bill",
                "bill, bills",
                "a?c, ac",
                "a?c, abbc",
                "a.b, axb",
                "*.pdf|*.txt, a.txt.zip",
                "*a*b, ba",
                "?, \"\"",
                "\"\", a",
            })
    void globShouldNotMatch(String glob, String text) {
        assertThat(Glob.of(glob).matches(text)).isFalse();
    }

    @Property
    void globShouldAgreeWithTheRegularExpressionOfTheSameMeaning(
            @ForAll @StringLength(max = 8) @Chars({'a', 'b', '*', '?', '|'}) String glob,
            @ForAll @StringLength(max = 10) @CharRange(from = 'a', to = 'b') String text) {
        var regex = glob.chars()
                .mapToObj(c -> switch (c) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Character.toString(c);
                })
                .collect(Collectors.joining());

        assertThat(Glob.of(glob).matches(text)).isEqualTo(Pattern.matches(regex, text));
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void matchingShouldNotTakeForEverWhenThereAreManyStars() {
        assertThat(Glob.of("*a".repeat(300) + "b").matches("a".repeat(10_000))).isFalse();
    }
}
