package io.mailroom.send;

import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.send.Correspondent.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mailroom.outbox.SentMailView;
import io.mailroom.outbox.SentMailView.Delivery;
import io.mailroom.send.Correspondent.File;
import io.mailroom.testsupport.GreenMailServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.mail.BodyPart;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mails that arrive. */
@QuarkusTest
class SendTest {

    private static final int THIRTY_MEGABYTES = 30 * 1024 * 1024;
    private static final int TEN_MEGABYTES = 10 * 1024 * 1024;

    private GreenMailServer server;

    @BeforeEach
    void start() {
        server = GreenMailServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void mailShouldArriveWithTheHeaderOfItsSettingAndRequest() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("a.txt", "a"));

        var answer = anna.send(
                item,
                Map.of(
                        "recipients", List.of("Jürgen Öztürk <juergen@example.org>", "office@example.org"),
                        "cc", List.of("carla@example.org"),
                        "bcc", List.of("archive@example.org"),
                        "subject", "Grüße aus Köln 😀",
                        "body", "Schöne Grüße\n.\nÄnne"));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.<Boolean>path("success")).isTrue();
        assertThat(answer.<String>path("message")).isEqualTo("Mail sent.");
        var mail = onlyMailOf("juergen@example.org");
        assertThat(unfolded(mail, "From")).isEqualTo(Correspondent.FROM);
        assertThat(unfolded(mail, "Reply-To")).isEqualTo(Correspondent.REPLY_TO);
        assertThat(unfolded(mail, "To")).isEqualTo("Jürgen Öztürk <juergen@example.org>, office@example.org");
        assertThat(unfolded(mail, "Cc")).isEqualTo("carla@example.org");
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getSubject()).isEqualTo("Grüße aus Köln 😀");
        assertThat(mail.getSentDate()).isCloseTo(new Date(), 60_000);
        assertThat(mail.isMimeType("text/plain")).isTrue();
        assertThat(((String) mail.getContent()).replace("\r\n", "\n").strip()).isEqualTo("Schöne Grüße\n.\nÄnne");
    }

    @Test
    void blindCopyShouldArriveAndBeNamedNowhere() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("a.txt", "a"));

        anna.send(item, with(aMail("ben@example.org"), "bcc", List.of("Archive <archive@example.org>")));

        for (var reader : List.of("ben@example.org", "archive@example.org")) {
            var mail = onlyMailOf(reader);
            assertThat(mail.getRecipients(RecipientType.BCC)).isNull();
            assertThat(headerAndText(mail)).doesNotContainIgnoringCase("bcc").doesNotContain("archive@");
        }
    }

    @Test
    void blindCopiesShouldArriveWhenThereIsNobodyElse() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("a.txt", "a"));

        var answer = anna.send(item, Map.of("bcc", List.of("ben@example.org"), "subject", "", "body", ""));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(headerAndText(onlyMailOf("ben@example.org"))).doesNotContain("ben@");
    }

    @Test
    void everybodyShouldGetTheMailOnceWhenTheyAreNamedTwice() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("a.txt", "a"));

        anna.send(item, with(aMail("ben@example.org", "Ben <ben@EXAMPLE.org>"), "cc", List.of("ben@example.org")));

        onlyMailOf("ben@example.org");
        assertThat(anna.sent(item).getFirst().deliveries())
                .extracting(Delivery::address, Delivery::kind, Delivery::state)
                .containsExactly(
                        tuple("ben@example.org", "to", "sent"),
                        tuple("Ben <ben@EXAMPLE.org>", "to", "sent"),
                        tuple("ben@example.org", "cc", "sent"));
    }

    @Test
    void recordShouldHoldWhatTravelled() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("notes.txt", "some notes"));
        long before = System.currentTimeMillis();

        var answer = anna.send(
                item,
                with(
                        with(aMail("Ben <ben@example.org>"), "cc", List.of("carla@example.org")),
                        "addAllAttachments",
                        true));

        SentMailView sent = anna.sentMail(answer.path("id")).as(SentMailView.class);
        assertThat(sent).isEqualTo(anna.sent(item).getFirst());
        assertThat(sent.id().toString()).isEqualTo(answer.path("id"));
        assertThat(sent.sender()).isEqualTo("anna");
        assertThat(sent.connection()).isEqualTo(Correspondent.SETTING);
        assertThat(sent.recipients()).containsExactly("Ben <ben@example.org>");
        assertThat(sent.cc()).containsExactly("carla@example.org");
        assertThat(sent.bcc()).isEmpty();
        assertThat(sent.from()).isEqualTo(Correspondent.FROM);
        assertThat(sent.replyTo()).isEqualTo(Correspondent.REPLY_TO);
        assertThat(sent.subject()).isEqualTo("Hello");
        assertThat(sent.body()).isEqualTo("Hello Ben.\n");
        assertThat(sent.created()).isBetween(before, System.currentTimeMillis());
        assertThat(sent.status()).isEqualTo("sent");
        assertThat(sent.smtpReply()).startsWith("250");
        assertThat(sent.attachments())
                .extracting(SentMailView.File::id, SentMailView.File::name, SentMailView.File::size)
                .containsExactly(tuple(UUID.fromString(anna.attachments(item).get("notes.txt")), "notes.txt", 10L));
        assertThat(onlyMailOf("ben@example.org").getMessageID()).isEqualTo("<" + sent.messageId() + ">");
        assertThat(sent.messageId()).endsWith("@mailroom.test");
    }

    @Test
    void replyToShouldBeAbsentWhenTheSettingHasNone() throws Exception {
        var anna = Correspondent.anAdmin().sendingOver(server.smtp(), Map.of("replyTo", ""));
        var item = anna.anItem(File.of("a.txt", "a"));

        anna.send(item, aMail("ben@example.org"));

        assertThat(header(onlyMailOf("ben@example.org"), "Reply-To")).isNull();
    }

    @Test
    void attachmentsShouldArriveByteForByteWhenTheyAreChosen() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var noise = new File("Übersicht – März.pdf", "application/pdf", random(1_000_003));
        var text = new File("zeilen.txt", "text/plain", "a\nb\r\nc\rÄ".getBytes(StandardCharsets.ISO_8859_1));
        var item = anna.anItemOfAMail(noise, text, File.of("not this one.txt", "no"));
        var ids = anna.attachments(item);

        var answer = anna.send(
                item,
                with(aMail("ben@example.org"), "attachmentIds", List.of(ids.get(text.name()), ids.get(noise.name()))));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var parts = (MimeMultipart) onlyMailOf("ben@example.org").getContent();
        assertThat(parts.getCount()).isEqualTo(3);
        assertThat(parts.getBodyPart(0).isMimeType("text/plain")).isTrue();
        assertThat(((String) parts.getBodyPart(0).getContent()).strip()).isEqualTo("Hello Ben.");
        assertSame(parts.getBodyPart(1), text);
        assertSame(parts.getBodyPart(2), noise);
    }

    @Test
    void allAttachmentsShouldLeaveThePageOutWhenThereAreOthers() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItemOfAMail(File.of("a.txt", "a"), File.of("b.txt", "b"));

        anna.send(
                item,
                with(with(aMail("ben@example.org"), "addAllAttachments", true), "attachmentIds", List.of("nonsense")));

        assertThat(names(onlyMailOf("ben@example.org"))).containsExactly("a.txt", "b.txt");
    }

    @Test
    void allAttachmentsShouldBeThePageWhenThereIsNothingElse() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItemOfAMail();

        anna.send(item, with(aMail("ben@example.org"), "addAllAttachments", true));

        var mail = onlyMailOf("ben@example.org");
        assertThat(names(mail)).containsExactly("mail.html");
        assertThat(new String(
                        ((MimeMultipart) mail.getContent())
                                .getBodyPart(1)
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.UTF_8))
                .contains("Here it is.");
    }

    @Test
    void largeAttachmentShouldStreamThroughAndTooLargeOnesBeRefused() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var large = new File("large.bin", "application/octet-stream", random(THIRTY_MEGABYTES));
        var item = anna.anItem(large, new File("more.bin", "application/octet-stream", random(TEN_MEGABYTES)));
        var id = anna.attachments(item).get("large.bin");

        var answer = anna.send(item, with(aMail("ben@example.org"), "attachmentIds", List.of(id)));
        var tooLarge = anna.send(item, with(aMail("ben@example.org"), "addAllAttachments", true));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertSame(((MimeMultipart) onlyMailOf("ben@example.org").getContent()).getBodyPart(1), large);
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(tooLarge.<String>path("message")).contains("larger than 50 MB", "Nothing was sent", "fewer");
        assertThat(anna.sent(item)).hasSize(1);
    }

    @Test
    void mailShouldArriveWhenTheServerWantsALogin() {
        server.user("aenne@mailroom.test");
        var anna = Correspondent.anAdmin().sendingOver(server.smtp(), login(GreenMailServer.PASSWORD));
        var item = anna.anItem(File.of("a.txt", "a"));

        var answer = anna.send(item, aMail("ben@example.org"));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    @Test
    void wrongPasswordShouldBeToldWithoutThePassword() {
        server.user("aenne@mailroom.test");
        var anna = Correspondent.anAdmin().sendingOver(server.smtp(), login("not-the-password"));
        var item = anna.anItem(File.of("a.txt", "a"));

        var answer = anna.send(item, aMail("ben@example.org"));

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.<String>path("message"))
                .contains("setting work", "127.0.0.1:", "refused the login", "535", "will not be sent later");
        assertThat(answer.<List<String>>path("errors.message"))
                .singleElement()
                .asString()
                .startsWith("failed: ben@example.org (535 ");
        assertThat(answer.asString()).doesNotContain("not-the-password");
        assertThat(anna.sent(item)).extracting(SentMailView::status).containsExactly("failed");
    }

    private static Map<String, Object> login(String password) {
        return Map.of("smtpUser", "aenne@mailroom.test", "smtpPassword", password);
    }

    private MimeMessage onlyMailOf(String address) throws Exception {
        var managers = server.greenMail().getManagers();
        var reader = server.greenMail().getUserManager().getUserByEmail(address);
        assertThat(reader).as("who has got mail").isNotNull();
        var mails = managers.getImapHostManager().getInbox(reader).getMessages();
        assertThat(mails).hasSize(1);
        return mails.getFirst().getMimeMessage();
    }

    private static void assertSame(BodyPart part, File file) throws Exception {
        assertThat(MimeUtility.decodeText(part.getFileName())).isEqualTo(file.name());
        assertThat(part.isMimeType(file.type())).isTrue();
        assertThat(sha256(part.getInputStream().readAllBytes())).isEqualTo(sha256(file.bytes()));
    }

    private static List<String> names(MimeMessage mail) throws Exception {
        var parts = (MimeMultipart) mail.getContent();
        var names = new ArrayList<String>();
        for (int i = 1; i < parts.getCount(); i++) {
            names.add(parts.getBodyPart(i).getFileName());
        }
        return names;
    }

    private static String unfolded(MimeMessage mail, String field) throws Exception {
        return MimeUtility.decodeText(MimeUtility.unfold(header(mail, field))).replaceAll("\\s+", " ");
    }

    private static String header(MimeMessage mail, String field) throws MessagingException {
        return mail.getHeader(field, null);
    }

    private static String headerAndText(MimeMessage mail) throws Exception {
        var out = new ByteArrayOutputStream();
        // What GreenMail adds on delivery names the recipient of this very copy.
        mail.writeTo(out, new String[] {"Delivered-To", "Return-Path", "Received"});
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
