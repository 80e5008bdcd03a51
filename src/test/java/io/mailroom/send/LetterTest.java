package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.mime.Address;
import io.mailroom.outbox.Recipient;
import io.mailroom.web.Problem;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {

    @Test
    void recipientsShouldKeepTheirListsAndPlaces() {
        var letter = Letter.of(
                new SimpleMail(
                        List.of("Ben Huber <ben@example.org>", "office@example.org"),
                        List.of("carla@example.org"),
                        List.of("archive@example.org"),
                        "Hello",
                        "Text",
                        false,
                        null,
                        null),
                100);

        assertThat(letter.recipients())
                .extracting(Recipient::field)
                .containsExactly("recipients[0]", "recipients[1]", "cc[0]", "bcc[0]");
        assertThat(letter.addresses(Recipient.Kind.TO))
                .containsExactly(new Address("Ben Huber", "ben@example.org"), new Address(null, "office@example.org"));
        assertThat(letter.addresses(Recipient.Kind.BCC)).containsExactly(new Address(null, "archive@example.org"));
    }

    @Test
    void everyWrongValueShouldBeNamedAtOnce() {
        var mail = new SimpleMail(
                List.of("ben@example.org", "ben at example.org"),
                List.of("a@example.org, b@example.org"),
                Arrays.asList((String) null),
                "Hello\r\nBcc: eve@example.org",
                null,
                false,
                null,
                null);

        assertThat(refusal(mail))
                .contains("recipients[1] is no recipient: 'ben at example.org'")
                .contains("cc[0] is no recipient:")
                .contains("bcc[0] is no recipient: it is empty")
                .contains("subject must be one line without control characters")
                .contains("body must be there");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ben@example.org\r\nRCPT TO:<eve@example.org>",
                "Ben\nHuber <ben@example.org>",
                "ben\0@example.org",
                "<ben@example.org>\r",
                "Ben \uD83D <ben@example.org>"
            })
    void addressShouldBeRefusedWhenItCouldBreakOutOfItsLine(String address) {
        assertThat(refusal(mail(List.of(address), "Hello"))).contains("recipients[0] is no recipient:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\tb", "a\u0085b", "half a \uDE00 character"})
    void subjectShouldBeRefusedWhenItIsNotOneLineOfText(String subject) {
        assertThat(refusal(mail(List.of("ben@example.org"), subject))).contains("subject must be one line");
    }

    @Test
    void subjectShouldBeKeptWhenItHasLettersOfAnyKind() {
        var subject = "Grüße aus Köln 😀 – наконец";

        assertThat(Letter.of(mail(List.of("ben@example.org"), subject), 100).subject())
                .isEqualTo(subject);
    }

    @Test
    void subjectShouldBeRefusedWhenItIsEndless() {
        assertThat(refusal(mail(List.of("ben@example.org"), "x".repeat(1001)))).contains("at most 1000 characters");
    }

    @Test
    void mailShouldBeRefusedWhenNobodyIsToGetIt() {
        assertThat(refusal(mail(null, "Hello"))).isEqualTo("recipients must have at least one address");
        assertThat(refusal(mail(List.of(), "Hello"))).isEqualTo("recipients must have at least one address");
    }

    @Test
    void mailShouldBeTakenWhenAllItsRecipientsAreBlindCopies() {
        var mail = new SimpleMail(null, null, List.of("ben@example.org"), "Hello", "", false, null, null);

        assertThat(Letter.of(mail, 100).recipients()).hasSize(1);
    }

    @Test
    void mailShouldBeRefusedWhenItHasTooManyRecipients() {
        var mail = new SimpleMail(
                Collections.nCopies(60, "a@example.org"),
                Collections.nCopies(30, "b@example.org"),
                Collections.nCopies(11, "c@example.org"),
                "Hello",
                "",
                false,
                null,
                null);

        assertThat(refusal(mail)).contains("recipients are 101 with cc and bcc, and one mail may have 100");
    }

    private static SimpleMail mail(@Nullable List<@Nullable String> recipients, String subject) {
        return new SimpleMail(recipients, null, null, subject, "Text", false, null, null);
    }

    private static String refusal(SimpleMail mail) {
        var problem = catchThrowableOfType(Problem.class, () -> Letter.of(mail, 100));
        assertThat(problem.status()).isEqualTo(422);
        return problem.detail();
    }
}
