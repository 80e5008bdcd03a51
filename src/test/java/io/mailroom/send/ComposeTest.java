package io.mailroom.send;

import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.send.Correspondent.with;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.mime.BodyText;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import io.mailroom.mime.ParsedMessage;
import io.mailroom.mime.Part;
import io.mailroom.mime.PartDecoder;
import io.mailroom.outbox.SentMailView;
import io.mailroom.send.Correspondent.File;
import io.mailroom.testsupport.GreenMailServer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.MultiPartConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.http.entity.mime.HttpMultipartMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be sent, as it arrives. */
@QuarkusTest
class ComposeTest {

    private static final String RECEIVED = """
            Message-ID: <3@example.org>
            References: <1@example.org> <2@example.org>
            From: "Huber, Ben" <ben@example.org>
            Reply-To: office@example.org
            To: aenne@mailroom.test, Carla <carla@example.org>
            Cc: dora@example.org
            Date: Mon, 2 Mar 2026 10:00:00 +0100
            Subject: =?UTF-8?Q?AW:_Gr=C3=BC=C3=9Fe?=
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8

            Gerne.
            > Kommst du?

            --b
            Content-Type: application/pdf
            Content-Disposition: attachment; filename=plan.pdf

            PDF
            --b--
            """.replace("\n", "\r\n");

    private GreenMailServer server;
    private Correspondent anna;

    @BeforeEach
    void start() {
        server = GreenMailServer.start();
        anna = Correspondent.over(server.smtp());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void htmlShouldArriveWithItsTextAndTheImageOfAnAttachment() throws Exception {
        var item = anna.anItem(new File("logo.png", "image/png", new byte[] {1, 2, 3}), File.of("notes.txt", "notes"));
        var logo = anna.attachments(item).get("logo.png");
        var mail = new HashMap<String, Object>(Map.of(
                "recipients",
                List.of("ben@example.org"),
                "subject",
                "Hello",
                "html",
                "<p>Grüße aus <a href='https://example.org/'>Köln</a></p><img src='cid:" + logo + "'>",
                "addAllAttachments",
                true));

        var answer = anna.send(item, mail);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var message = onlyMailOf("ben@example.org");
        assertThat(message.parts())
                .extracting(Part::contentType, Part::name)
                .containsExactly(
                        tuple("text/plain", null),
                        tuple("text/html", null),
                        tuple("image/png", "logo.png"),
                        tuple("text/plain", "notes.txt"));
        assertThat(text(message.parts().getFirst())).isEqualTo("Grüße aus Köln <https://example.org/>");
        assertThat(text(message.parts().get(1)))
                .contains(
                        "<p>Grüße aus",
                        "<img src=\"cid:" + message.parts().get(2).contentId() + "\">");
        assertThat(content(message.parts().get(2))).isEqualTo(new byte[] {1, 2, 3});
        assertThat(anna.sent(item).getFirst().attachments())
                .extracting(SentMailView.File::name)
                .containsExactly("logo.png", "notes.txt");
        assertThat(anna.sent(item).getFirst().body()).startsWith("Grüße aus Köln");
    }

    @Test
    void htmlShouldBeRefusedWhenItsImageDoesNotGoAlong() {
        var item = anna.anItem(new File("logo.png", "image/png", new byte[] {1}));
        var logo = anna.attachments(item).get("logo.png");

        var answer = anna.send(item, with(aMail("ben@example.org"), "html", "<img src='cid:" + logo + "'>"));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.<String>path("errors[0].field")).isEqualTo("html");
        assertThat(anna.sent(item)).isEmpty();
    }

    @Test
    void attachmentsOfSeveralItemsShouldGoAlong() throws Exception {
        var first = anna.anItem(File.of("a.txt", "a"), File.of("b.txt", "b"));
        var second = anna.anItem(File.of("c.txt", "c"), File.of("d.txt", "d"));
        var third = anna.anItemOfAMail(File.of("e.txt", "e"));
        var mail = with(
                with(
                        aMail("ben@example.org"),
                        "attachmentIds",
                        List.of(
                                anna.attachments(second).get("d.txt"),
                                anna.attachments(first).get("a.txt"))),
                "allAttachmentsOf",
                List.of(third));

        var answer = anna.send(first, mail);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(attachments(onlyMailOf("ben@example.org"))).containsExactly("d.txt", "a.txt", "e.txt");
    }

    @Test
    void nothingOfAnotherCollectiveShouldGoAlong() {
        var stranger = Correspondent.anAdmin();
        var theirs = stranger.anItemOfAMail(File.of("a.txt", "a"));
        var attachment = stranger.attachments(theirs).get("a.txt");
        var mail = new HashMap<>(aMail("ben@example.org"));
        mail.put("attachmentIds", List.of(attachment));
        mail.put("allAttachmentsOf", List.of(theirs));
        mail.put("originalsOf", List.of(theirs));

        var answer = sendAboutNothing(mail);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.<List<String>>path("errors.field"))
                .containsExactly("attachmentIds[0]", "allAttachmentsOf[0]", "originalsOf[0]");
        assertThat(sendAboutNothing(with(aMail("ben@example.org"), "inReplyTo", theirs))
                        .statusCode())
                .isEqualTo(422);
        assertThat(draft(theirs, "reply").statusCode()).isEqualTo(404);
    }

    @Test
    void mailShouldGoWithoutAnyItem() throws Exception {
        var answer = sendAboutNothing(aMail("ben@example.org"));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(onlyMailOf("ben@example.org").header().subject()).isEqualTo("Hello");
        var sent = anna.sentMail(answer.path("id")).as(SentMailView.class);
        assertThat(sent.subject()).isEqualTo("Hello");
    }

    @Test
    void uploadedFilesShouldArriveByteForByteAndLeaveNothingBehind() throws Exception {
        var item = anna.anItem(File.of("a.txt", "a"));
        var noise = new byte[3_000_000];
        new Random(1).nextBytes(noise);
        var mail = with(aMail("ben@example.org"), "html", "<img src='cid:Logo%20%C3%84.png'>");
        long before = uploads();

        var answer = upload(mail)
                .multiPart("file", "Logo Ä.png", new byte[] {9}, "image/png")
                .multiPart("file", "noise.bin", noise, "application/octet-stream")
                .multiPart("another", "..\\..\\evil\u202Efdp.exe", new byte[] {7}, "application/octet-stream")
                .post("/api/v1/sec/email/send/{name}/{item}", Correspondent.SETTING, item);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var message = onlyMailOf("ben@example.org");
        assertThat(message.parts().stream().skip(2))
                .extracting(Part::name)
                .containsExactly("Logo Ä.png", "noise.bin", "evilfdp.exe");
        assertThat(content(message.parts().get(3))).isEqualTo(noise);
        assertThat(anna.sent(item).getFirst().attachments())
                .extracting(SentMailView.File::name, SentMailView.File::size)
                .containsExactly(tuple("Logo Ä.png", 1L), tuple("noise.bin", 3_000_000L), tuple("evilfdp.exe", 1L));
        await().untilAsserted(() -> assertThat(uploads()).isLessThanOrEqualTo(before));
    }

    @Test
    void uploadShouldGoWithoutAnItemAndWithAMailAsFile() throws Exception {
        var answer = request()
                .multiPart("mail", "mail.json", json(aMail("ben@example.org")).getBytes(UTF_8), "application/json")
                .multiPart("file", "a.txt", new byte[] {'a'}, "text/plain")
                .post("/api/v1/sec/email/send/{name}", Correspondent.SETTING);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(attachments(onlyMailOf("ben@example.org"))).containsExactly("a.txt");
    }

    @Test
    void uploadShouldBeRefusedWhenItIsNotWhatIsExpected() {
        var url = "/api/v1/sec/email/send/" + Correspondent.SETTING;

        assertThat(request().multiPart("file", "a.txt", new byte[1]).post(url).statusCode())
                .isEqualTo(422);
        assertThat(request().multiPart("mail", "{").post(url).statusCode()).isEqualTo(400);
        assertThat(request().multiPart("mail", "null").post(url).statusCode()).isEqualTo(422);
        assertThat(upload(with(aMail("nobody"), "subject", "a\nb")).post(url).<List<String>>path("errors.field"))
                .containsExactly("recipients[0]", "subject");
    }

    @Test
    void fieldOfAFormWhereNoFileWasChosenShouldBeNoFile() throws Exception {
        var answer = upload(aMail("ben@example.org"))
                .multiPart("file", "", new byte[0], "application/octet-stream")
                .multiPart("file", "a.txt", new byte[0], "text/plain")
                .post("/api/v1/sec/email/send/{name}", Correspondent.SETTING);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(attachments(onlyMailOf("ben@example.org"))).containsExactly("a.txt");
    }

    @Test
    void uploadShouldBeRefusedWhenItIsTooLarge() {
        var answer = upload(aMail("ben@example.org"))
                .multiPart("file", "large.bin", new byte[51 << 20], "application/octet-stream")
                .post("/api/v1/sec/email/send/{name}", Correspondent.SETTING);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.<Boolean>path("success")).isFalse();
    }

    @Test
    void draftOfAnAnswerShouldBeReadyToBeSentAndHoldTheThread() throws Exception {
        var item = received();

        var draft = draft(item, "reply");
        var answer = anna.send(item, draft.as(Map.class));

        assertThat(draft.<List<String>>path("recipients")).containsExactly("office@example.org");
        assertThat(draft.<Object>path("cc"))
                .satisfiesAnyOf(
                        cc -> assertThat(cc).isNull(),
                        cc -> assertThat((List<?>) cc).isEmpty());
        assertThat(draft.<String>path("subject")).isEqualTo("Re: Grüße");
        assertThat(draft.<String>path("body"))
                .isEqualTo("\n\nOn Mon, 2 Mar 2026 at 09:00 UTC, \"Huber, Ben\" <ben@example.org> wrote:\n"
                        + "> Gerne.\n>> Kommst du?\n");
        assertThat(draft.<String>path("inReplyTo")).isEqualTo(item);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var header = onlyMailOf("office@example.org").header();
        assertThat(header.subject()).isEqualTo("Re: Grüße");
        assertThat(header.inReplyTo()).isEqualTo("3@example.org");
        assertThat(header.references()).containsExactly("1@example.org", "2@example.org", "3@example.org");
    }

    @Test
    void answerToAllShouldLeaveTheSenderOut() {
        var draft = draft(received(), "reply-all");

        assertThat(draft.<List<String>>path("recipients"))
                .containsExactly("office@example.org", "Carla <carla@example.org>");
        assertThat(draft.<List<String>>path("cc")).containsExactly("dora@example.org");
    }

    @Test
    void answerToMoreThanOneMailMayHaveShouldBeCutAndSaySo() {
        var many = IntStream.range(0, 120)
                .mapToObj(i -> "someone" + i + "@example.org")
                .collect(Collectors.joining(",\r\n "));
        var mail =
                "From: ben@example.org\r\nTo: " + many + "\r\nCc: dora@example.org\r\nSubject: All\r\n\r\nHello.\r\n";
        var item = anna.anItem(new File("all.eml", "message/rfc822", mail.getBytes(UTF_8)));

        var draft = draft(item, "reply-all");

        assertThat(draft.<List<String>>path("recipients")).hasSize(100).startsWith("ben@example.org");
        assertThat(draft.<List<String>>path("cc")).isNullOrEmpty();
        assertThat(draft.<String>path("note")).contains("122 recipients", "may have 100");
        assertThat(draft(received(), "reply-all").<String>path("note")).isNull();
        var answer = anna.send(item, json(draft));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    @Test
    void forwardOfMoreThanOneMailMayNameShouldTakeAllAlong() throws Exception {
        var many = IntStream.range(0, 501)
                .mapToObj(i -> File.of(i + ".txt", "" + i))
                .toArray(File[]::new);
        var item = anna.anItemOfAMail(many);

        var draft = draft(item, "forward");
        var answer = anna.send(item, with(json(draft), "recipients", List.of("eve@example.org")));

        assertThat(draft.<List<String>>path("allAttachmentsOf")).containsExactly(item);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(attachments(onlyMailOf("eve@example.org"))).hasSize(501);
    }

    @Test
    void forwardShouldTakeTheWordsAndTheAttachmentsAlong() throws Exception {
        var item = received();

        var draft = draft(item, "forward");
        var answer = anna.send(item, with(json(draft), "recipients", List.of("eve@example.org")));

        assertThat(draft.<String>path("subject")).isEqualTo("Fwd: AW: Grüße");
        assertThat(draft.<String>path("body"))
                .contains(
                        "---------- Forwarded message ----------\nFrom: \"Huber, Ben\" <ben@example.org>\n",
                        "Subject: AW: Grüße\nTo: aenne@mailroom.test, Carla <carla@example.org>\nCc: dora@example.org\n",
                        "\nGerne.\n> Kommst du?\n");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var message = onlyMailOf("eve@example.org");
        assertThat(attachments(message)).containsExactly("plan.pdf");
        assertThat(message.header().inReplyTo()).isNull();
        assertThat(message.header().references()).endsWith("3@example.org");
    }

    @Test
    void originalShouldBeHandedOnByteForByte() throws Exception {
        var item = received();

        var draft = draft(item, "forward-original");
        var answer = anna.send(item, with(json(draft), "recipients", List.of("eve@example.org")));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var message = onlyMailOf("eve@example.org");
        var original = message.parts().getLast();
        assertThat(original.contentType()).isEqualTo("message/rfc822");
        assertThat(content(original)).isEqualTo(RECEIVED.getBytes(UTF_8));
        assertThat(message.header().subject()).isEqualTo("Fwd: AW: Grüße");
    }

    @Test
    void draftShouldBeRefusedWhenThereIsNothingToAnswer() {
        var item = anna.anItem(File.of("a.txt", "a"));

        assertThat(draft(item, "reply").statusCode()).isEqualTo(422);
        assertThat(draft(item, "forward-original").statusCode()).isEqualTo(422);
        assertThat(draft(item, "nonsense").statusCode()).isEqualTo(422);
        assertThat(draft(UUID.randomUUID().toString(), "reply").statusCode()).isEqualTo(404);
        assertThat(draft(item, "forward").<String>path("subject")).isEqualTo("Fwd: a.txt");
        assertThat(draft(item, "forward").<List<String>>path("attachmentIds"))
                .containsExactly(anna.attachments(item).get("a.txt"));
    }

    @Test
    void templateShouldMakeTheWordsOfTheMail() throws Exception {
        var item = anna.anItem(File.of("invoice.pdf", "x".repeat(2000)));
        var stored = anna.user()
                .request()
                .body(
                        Map.of(
                                "name", "reminder",
                                "subject", "Reminder: {item.name}",
                                "body", "",
                                "html",
                                        "<p>Dear {recipient.name},</p><p>{number} is due.</p>"
                                                + "<ul>{#for file in attachments}<li>{file.name} ({file.size})</li>{/for}</ul>"))
                .post("/api/v1/sec/email/template");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
        var mail = Map.<String, Object>of(
                "recipients",
                List.of("Ben & Co <ben@example.org>"),
                "template",
                "reminder",
                "variables",
                Map.of("number", "<42>"),
                "addAllAttachments",
                true);

        var answer = anna.send(item, mail);
        var wrong = anna.send(item, with(mail, "variables", Map.of()));
        var missing = anna.send(item, with(mail, "template", "none"));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var message = onlyMailOf("ben@example.org");
        assertThat(message.header().subject()).isEqualTo("Reminder: invoice.pdf");
        assertThat(text(message.parts().getFirst()))
                .isEqualTo("Dear Ben & Co,\n\n<42> is due.\n\n- invoice.pdf (2.0 KB)");
        assertThat(text(message.parts().get(1))).contains("Dear Ben &amp; Co,", "&lt;42&gt; is due");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.<String>path("errors[0].field")).isEqualTo("template.html");
        assertThat(wrong.<String>path("errors[0].message")).isEqualTo("line 1: {number} is nothing that is known here");
        assertThat(missing.<String>path("errors[0].field")).isEqualTo("template");
    }

    @Test
    void domainShouldGetItsAsciiForm() {
        var answer = sendAboutNothing(aMail("Jörg <joerg@straße.example>"));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(server.greenMail().getUserManager().getUserByEmail("joerg@xn--strae-oqa.example"))
                .isNotNull();
    }

    @Test
    void localPartOfOtherLettersShouldTravelAsUtf8WhereTheServerTakesIt() {
        try (var modern =
                SmtpScript.answering(Map.of("EHLO", "250-mail.example.org\r\n250-8BITMIME\r\n250 SMTPUTF8"))) {
            var ben = Correspondent.over(modern.address());

            var answer = ben.user()
                    .request()
                    .body(aMail("Jörg <jörg@bücher.example>"))
                    .post("/api/v1/sec/email/send/{name}", Correspondent.SETTING);

            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
            assertThat(modern.received())
                    .anyMatch(line -> line.startsWith("MAIL FROM:") && line.endsWith(" SMTPUTF8"))
                    .contains(
                            "RCPT TO:<jörg@xn--bcher-kva.example>",
                            "To: =?UTF-8?Q?J=C3=B6rg?= <jörg@xn--bcher-kva.example>");
        }
    }

    @Test
    void localPartOfOtherLettersShouldBeRefusedWhereTheServerDoesNotTakeIt() {
        try (var old = SmtpScript.answering(Map.of())) {
            var ben = Correspondent.over(old.address());

            var answer = ben.user()
                    .request()
                    .body(aMail("Jörg <jörg@bücher.example>"))
                    .post("/api/v1/sec/email/send/{name}", Correspondent.SETTING);

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(old.received()).noneMatch(line -> line.startsWith("MAIL FROM:"));
        }
    }

    private String received() {
        return anna.anItem(new File("received.eml", "message/rfc822", RECEIVED.getBytes(UTF_8)));
    }

    private Response draft(String item, String as) {
        return anna.user().request().queryParam("as", as).get("/api/v1/sec/email/draft/{item}", item);
    }

    private Response sendAboutNothing(Map<String, ?> mail) {
        return anna.user().request().body(mail).post("/api/v1/sec/email/send/{name}", Correspondent.SETTING);
    }

    private RequestSpecification request() {
        // As browsers do: names in UTF-8.
        return given().config(RestAssuredConfig.config()
                        .httpClient(HttpClientConfig.httpClientConfig()
                                .httpMultipartMode(HttpMultipartMode.BROWSER_COMPATIBLE))
                        .multiPartConfig(MultiPartConfig.multiPartConfig().defaultCharset(UTF_8)))
                .header("X-Docspell-Auth", anna.user().token());
    }

    private RequestSpecification upload(Map<String, ?> mail) {
        return request().multiPart("mail", json(mail), "application/json");
    }

    private static String json(Map<String, ?> mail) {
        try {
            return new ObjectMapper().writeValueAsString(mail);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> json(Response response) {
        return response.jsonPath().getMap("");
    }

    private static long uploads() throws IOException {
        var directory = Path.of(System.getProperty("java.io.tmpdir"), "uploads");
        if (!Files.exists(directory)) {
            return 0;
        }
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }

    private ParsedMessage onlyMailOf(String address) throws Exception {
        var managers = server.greenMail().getManagers();
        var reader = server.greenMail().getUserManager().getUserByEmail(address);
        assertThat(reader).as("who has got mail").isNotNull();
        var mails = managers.getImapHostManager().getInbox(reader).getMessages();
        assertThat(mails).hasSize(1);
        var out = new ByteArrayOutputStream();
        mails.getFirst().getMimeMessage().writeTo(out);
        raw = out.toByteArray();
        return MessageParser.parse(ByteBuffer.wrap(raw), ParseLimits.DEFAULT);
    }

    private byte[] raw = new byte[0];

    private byte[] content(Part part) throws IOException {
        var span = new ByteArrayInputStream(raw, (int) part.offset(), (int) part.length());
        try (var decoded = PartDecoder.decode(span, part.encoding())) {
            return decoded.readAllBytes();
        }
    }

    private String text(Part part) throws IOException {
        return BodyText.read(new ByteArrayInputStream(content(part)), part.charset(), 100_000)
                .strip();
    }

    private static List<String> attachments(ParsedMessage message) {
        return message.parts().stream()
                .filter(part -> part.kind() == Part.Kind.ATTACHMENT)
                .map(Part::name)
                .toList();
    }
}
