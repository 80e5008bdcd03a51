package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.mime.Address;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.MessageParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplyRecipientsTest {

    private static final Set<String> OWN = Set.of("anna@example.org");

    @Test
    void answerShouldGoToReplyToBeforeFrom() {
        var mail = mail("From: ben@example.org", "Reply-To: Office <office@example.org>, x@example.org");

        assertThat(reply(mail)).containsExactly("Office <office@example.org>", "x@example.org");
    }

    @Test
    void answerShouldGoToFromWhenThereIsNoReplyTo() {
        assertThat(reply(mail("From: \"Huber, Ben\" <ben@example.org>", "To: anna@example.org, c@example.org")))
                .containsExactly("\"Huber, Ben\" <ben@example.org>");
    }

    @Test
    void answerToAllShouldLeaveOneselfOutAndNameEverybodyOnce() {
        var mail = mail(
                "From: ben@example.org",
                "To: Anna <ANNA@example.org>, carla@example.org, Ben@example.org",
                "Cc: dora@example.org, carla@example.org, anna@example.org");

        var recipients = ReplyRecipients.of(mail, true, OWN);

        assertThat(recipients.to())
                .extracting(Address::toString)
                .containsExactly("ben@example.org", "carla@example.org");
        assertThat(recipients.cc()).extracting(Address::toString).containsExactly("dora@example.org");
    }

    @Test
    void answerToAMailOfOnesOwnShouldGoToThoseItWentTo() {
        var mail = mail("From: anna@example.org", "To: ben@example.org", "Cc: carla@example.org");

        assertThat(reply(mail)).containsExactly("ben@example.org");
        assertThat(ReplyRecipients.of(mail, true, OWN).cc())
                .extracting(Address::address)
                .containsExactly("carla@example.org");
    }

    @Test
    void answerShouldGoToReplyToWhenSomebodyElseWroteInOnesOwnName() {
        var mail = mail(
                "From: Contact form <anna@example.org>",
                "To: anna@example.org, office@example.org",
                "Reply-To: customer@example.net");

        assertThat(reply(mail)).containsExactly("customer@example.net");
        assertThat(ReplyRecipients.of(mail, true, OWN).to())
                .extracting(Address::address)
                .containsExactly("customer@example.net", "office@example.org");
    }

    @Test
    void answerToAMailOfOnesOwnShouldGoToThoseItWentToAlsoWhenItsRepliesComeBackToOneself() {
        assertThat(reply(mail("From: anna@example.org", "To: ben@example.org", "Reply-To: Anna@example.org")))
                .containsExactly("ben@example.org");
    }

    @Test
    void answerToAllShouldGoToOneselfWhenThereIsNobodyElse() {
        assertThat(ReplyRecipients.of(mail("From: anna@example.org", "To: anna@example.org"), true, OWN)
                        .to())
                .extracting(Address::address)
                .containsExactly("anna@example.org");
    }

    @Test
    void whatIsNoAddressShouldBeLeftOut() {
        var mail = mail("From: ben@example.org", "To: undisclosed-recipients:;, root, \"x\" <not an address>");

        assertThat(ReplyRecipients.of(mail, true, OWN).to())
                .extracting(Address::address)
                .containsExactly("ben@example.org");
    }

    @Test
    void nameShouldBeLeftOutWhenItIsEndlessAndItsTricksWhenItHasSome() {
        assertThat(reply(mail("From: " + "x".repeat(500) + " <ben@example.org>")))
                .containsExactly("ben@example.org");
        assertThat(reply(mail("From: =?UTF-8?B?4oCuQmVu?= <ben@example.org>")))
                .containsExactly("Ben <ben@example.org>");
    }

    private static List<String> reply(MessageHeader mail) {
        return ReplyRecipients.of(mail, false, OWN).to().stream()
                .map(Address::toString)
                .toList();
    }

    private static MessageHeader mail(String... fields) {
        return MessageParser.header(
                ByteBuffer.wrap((String.join("\r\n", fields) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)));
    }
}
