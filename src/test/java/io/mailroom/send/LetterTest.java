package io.mailroom.send;

import static io.mailroom.send.MailRequest.aMail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.mime.Address;
import io.mailroom.outbox.Recipient;
import io.mailroom.template.Words;
import io.mailroom.web.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {

    @Test
    void recipientsShouldKeepTheirListsAndPlaces() {
        var letter = Letter.of(
                aMail().to("Ben Huber <ben@example.org>", "office@example.org")
                        .cc("carla@example.org")
                        .bcc("archive@example.org")
                        .mail(),
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
        var mail = aMail().to("ben@example.org", "ben at example.org")
                .cc("a@example.org, b@example.org")
                .bcc((String) null)
                .subject("Hello\r\nBcc: eve@example.org")
                .body(null)
                .mail();

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
    void templateShouldBeRefusedWhenItsNameIsNoText() {
        for (var name : List.of("half \uD83D", "nothing \0")) {
            var mail = aMail().to("ben@example.org").subject("").body("").template(name, Map.of());

            assertThat(refusal(mail.mail())).isEqualTo("template is no name of a template");
        }
    }

    @Test
    void htmlShouldBeRefusedWhenItIsEndless() {
        var endless = aMail().to("ben@example.org").body(null).html("x".repeat(2_000_001));

        assertThat(refusal(endless.mail())).contains("html must have at most 2000000 characters");
        assertThat(Letter.of(endless.html("x".repeat(2_000_000)).mail(), 100).recipients())
                .hasSize(1);
    }

    @Test
    void subjectShouldBeKeptWhenItHasLettersOfAnyKind() {
        var subject = "Grüße aus Köln 😀 – наконец";

        assertThat(Letter.of(mail(List.of("ben@example.org"), subject), 100).wording())
                .isEqualTo(new Wording.Written(new Words(subject, "Text", null)));
    }

    @Test
    void subjectShouldBeRefusedWhenItIsEndless() {
        assertThat(refusal(mail(List.of("ben@example.org"), "x".repeat(1001)))).contains("at most 1000 characters");
    }

    @Test
    void subjectOfADraftShouldBeOneThatCanBeSentHoweverLongTheMailsIs() {
        assertThat(Wording.shortened("x".repeat(1001))).isEqualTo("x".repeat(1000));
        assertThat(Wording.shortened("x".repeat(999) + "\uD83D\uDE00")).isEqualTo("x".repeat(999));
        assertThat(Wording.shortened("x".repeat(998) + "\uD83D\uDE00")).hasSize(1000);
    }

    @Test
    void mailShouldBeRefusedWhenNobodyIsToGetIt() {
        assertThat(refusal(mail(null, "Hello"))).isEqualTo("recipients must have at least one address");
        assertThat(refusal(mail(List.of(), "Hello"))).isEqualTo("recipients must have at least one address");
    }

    @Test
    void mailShouldBeTakenWhenAllItsRecipientsAreBlindCopies() {
        var mail = aMail().bcc("ben@example.org").mail();

        assertThat(Letter.of(mail, 100).recipients()).hasSize(1);
    }

    @Test
    void mailShouldBeRefusedWhenItHasTooManyRecipients() {
        var mail = aMail().to(Collections.nCopies(60, "a@example.org").toArray(String[]::new))
                .cc(Collections.nCopies(30, "b@example.org").toArray(String[]::new))
                .bcc(Collections.nCopies(11, "c@example.org").toArray(String[]::new))
                .mail();

        assertThat(refusal(mail)).contains("recipients are 101 with cc and bcc, and one mail may have 100");
    }

    @Test
    void bodyMayBeLeftOutWhenThereIsHtml() {
        var letter = Letter.of(
                aMail().to("ben@example.org").body(null).html("<p>Hello</p>").mail(), 100);

        assertThat(letter.wording()).isEqualTo(new Wording.Written(new Words("Hello", "", "<p>Hello</p>")));
    }

    @Test
    void wordsShouldBeLeftToTheTemplateWhenOneIsNamed() {
        var template = aMail().to("ben@example.org").subject(" ").body("").template("reminder", Map.of("number", 7));

        assertThat(Letter.of(template.mail(), 100).wording())
                .isEqualTo(new Wording.OfTemplate("reminder", Map.of("number", 7)));
        assertThat(refusal(template.subject("Mine").body("Mine").html("Mine").mail()))
                .contains("subject is made by the template", "body is made", "html is made");
    }

    @Test
    void variablesShouldBeRefusedWhenNoTemplateIsNamed() {
        assertThat(refusal(aMail().to("ben@example.org")
                        .template("", Map.of("a", 1))
                        .mail()))
                .contains("variables are for a template");
    }

    @Test
    void mailShouldHaveOneParentAtMost() {
        var item = "0198c5a2-6a3e-7c11-9d5b-2f6d0c6f7a10";

        assertThat(Letter.of(aMail().to("ben@example.org").inReplyTo(item).mail(), 100)
                        .parent())
                .isEqualTo(new Parent.Answered(UUID.fromString(item)));
        assertThat(Letter.of(aMail().to("ben@example.org").forwardOf(item).mail(), 100)
                        .parent())
                .isEqualTo(new Parent.HandedOn(UUID.fromString(item)));
        assertThat(refusal(aMail().to("ben@example.org")
                        .inReplyTo(item)
                        .forwardOf("x")
                        .mail()))
                .contains("forwardOf cannot be there beside inReplyTo");
        assertThat(refusal(aMail().to("ben@example.org").inReplyTo("x").mail()))
                .contains("inReplyTo is x, which your collective has no imported mail of");
    }

    private static SimpleMail mail(@Nullable List<@Nullable String> recipients, String subject) {
        var mail = aMail().subject(subject);
        return recipients == null
                ? mail.mail()
                : mail.to(recipients.toArray(String[]::new)).mail();
    }

    private static String refusal(SimpleMail mail) {
        var problem = catchThrowableOfType(Problem.class, () -> Letter.of(mail, 100));
        assertThat(problem.status()).isEqualTo(422);
        return problem.detail();
    }
}
