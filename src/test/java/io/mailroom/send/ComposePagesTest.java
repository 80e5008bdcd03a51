package io.mailroom.send;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.send.Correspondent.File;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.GreenMailServer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.builder.MultiPartSpecBuilder;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ComposePagesTest {

    private GreenMailServer server;

    @BeforeEach
    void start() {
        server = GreenMailServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Browser browser(Correspondent who) {
        return Browser.of(who.user());
    }

    /** What the form says as it stands in the page. */
    private static Map<String, List<String>> filledIn(Document page) {
        var values = new LinkedHashMap<String, List<String>>();
        page.getElementById("compose").select("[name]").forEach(field -> {
            boolean box = field.attr("type").equals("checkbox");
            if (!field.tagName().equals("button")
                    && !field.attr("type").equals("file")
                    && (!box || field.hasAttr("checked"))) {
                values.computeIfAbsent(field.attr("name"), name -> new ArrayList<>())
                        .add(
                                field.tagName().equals("select")
                                        ? field.select("option[selected], option")
                                                .first()
                                                .val()
                                        : field.tagName().equals("textarea")
                                                ? field.wholeText().strip()
                                                : field.val());
            }
        });
        return values;
    }

    private static Response submit(Browser browser, String act, Map<String, List<String>> fields, File... files) {
        var request = browser.request().urlEncodingEnabled(true);
        fields.forEach((name, values) -> values.forEach(value -> request.multiPart(new MultiPartSpecBuilder(value)
                .controlName(name)
                .charset(StandardCharsets.UTF_8)
                .mimeType("text/plain")
                .emptyFileName()
                .build())));
        request.multiPart("act", act);
        for (var file : files) {
            request.multiPart("files", file.name(), file.bytes(), file.type());
        }
        return request.post("/app/compose");
    }

    private static Map<String, List<String>> with(Map<String, List<String>> fields, String name, String value) {
        var changed = new LinkedHashMap<>(fields);
        changed.put(name, List.of(value));
        return changed;
    }

    @Test
    void whoHasNoSenderShouldBeLedToConnectOne() {
        var page = page(browser(Correspondent.anAdmin()).get("/app/compose"));

        assertThat(page.select(".empty a").attr("href")).isEqualTo("/app/connections/new");
        assertThat(page.select("form#compose")).isEmpty();
    }

    @Test
    void mailAboutAnItemShouldArriveWithItsFileAndOneOfOnesOwn() throws Exception {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("offer.txt", "offer"));
        var written = page(browser(anna).get("/app/compose?item=" + item));
        assertThat(written.select("[name=subject]").val()).isNotEmpty();
        assertThat(written.select("[name=attachmentIds][checked]")).hasSize(1);
        var mail = with(filledIn(written), "recipients", "Ben <ben@example.org>, carla@example.org;");

        var sent = submit(
                browser(anna), "send", with(mail, "body", "Grüße\n" + "x".repeat(100_000)), File.of("own.txt", "own"));

        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(303);
        var record = anna.sent(item).getFirst();
        assertThat(sent.header("Location")).isEqualTo("/app/sent/" + record.id());
        assertThat(record.recipients()).containsExactly("Ben <ben@example.org>", "carla@example.org");
        assertThat(record.body()).startsWith("Grüße\n");
        assertThat(record.attachments()).extracting("name").containsExactly("own.txt", "offer.txt");
        var shown = page(browser(anna).get(sent.header("Location")));
        assertThat(shown.select("#state .chip").eachText()).containsExactly("Sent", "Sent", "Sent");
        assertThat(shown.select("a[href=/app/items/" + item + "]")).isNotEmpty();
    }

    @Test
    void sameFormShouldSendOneMailHoweverOftenItComes() {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("a.txt", "a"));
        var mail =
                with(filledIn(page(browser(anna).get("/app/compose?item=" + item))), "recipients", "ben@example.org");

        var first = submit(browser(anna), "send", mail);
        var second = submit(browser(anna), "send", mail);
        var other = submit(browser(anna), "send", with(mail, "subject", "Something else"));

        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(page(other).select(".summary").text()).contains("You have sent a mail from this page before");
        assertThat(anna.sent(item)).hasSize(1);
        assertThat(submit(browser(anna), "send", filledIn(page(other))).statusCode())
                .isEqualTo(303);
    }

    @Test
    void refusalShouldStandAtItsFieldAndKeepWhatWasTypedAndTicked() {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("a.txt", "a"), File.of("b.txt", "b"));
        var mail = filledIn(page(browser(anna).get("/app/compose?item=" + item)));
        var ticked = mail.get("attachmentIds").getLast();
        mail = with(with(with(mail, "attachmentIds", ticked), "recipients", "ben@example.org, nobody"), "cc", "x@");
        mail = with(with(mail, "body", "Typed."), "sendAt", "2020-01-01T10:00");

        var refused = submit(browser(anna), "send", mail, File.of("own.txt", "own"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "recipients")).contains("'nobody' is not an e-mail address");
        assertThat(error(refused, "cc")).contains("'x@'");
        assertThat(error(refused, "sendAt")).contains("is over already");
        var again = page(refused);
        assertThat(again.select("#f-recipients").val()).isEqualTo("ben@example.org, nobody");
        assertThat(again.select("#f-body").first().wholeText().strip()).isEqualTo("Typed.");
        assertThat(again.select("[name=attachmentIds][checked]").eachAttr("value"))
                .containsExactly(ticked);
        assertThat(again.text()).contains("Choose again: own.txt.");
        assertThat(anna.sent(item)).isEmpty();
    }

    @Test
    void previewShouldShowTheMailAndSendNothing() {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("a.txt", "a"));
        anna.user()
                .request()
                .body(Map.of(
                        "name", "reminder",
                        "subject", "{number} is due",
                        "body", "Dear {recipient.name},\nplease pay {number}.{note ?: ''}",
                        "html", "<p>Please pay <b>{number}</b>.</p>"))
                .post("/api/v1/sec/email/template")
                .then()
                .statusCode(200);
        var mail = filledIn(page(browser(anna).get("/app/compose?item=" + item)));
        mail = with(with(mail, "recipients", "Ben Huber <ben@example.org>"), "template", "reminder");

        var asked = page(submit(browser(anna), "template", mail));
        assertThat(asked.select("#wording label").eachText()).containsExactly("number", "note (optional)");
        var refused = submit(browser(anna), "preview", mail);
        assertThat(error(refused, "variables.number")).contains("is needed");
        var shown = page(submit(browser(anna), "preview", with(mail, "variables.number", "2026-0042 <!>")));

        assertThat(shown.select(".preview").text()).contains("2026-0042 <!> is due", "Änne Meier", "a.txt");
        assertThat(shown.select(".preview .mail-text").text()).contains("Dear Ben Huber,");
        assertThat(shown.select(".preview [name=html]").val()).contains("<b>2026-0042 &lt;!&gt;</b>");
        assertThat(anna.sent(item)).isEmpty();
    }

    @Test
    void mailForLaterShouldWaitInTheOutboxAndBeCancelledThere() {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("a.txt", "a"));
        var mail = filledIn(page(browser(anna).get("/app/compose?item=" + item)));
        var tomorrow =
                LocalDateTime.now(ZoneOffset.UTC).plusDays(1).withSecond(0).withNano(0);
        mail = with(with(mail, "recipients", "ben@example.org"), "sendAt", tomorrow.toString());

        var sent = submit(browser(anna), "send", mail);

        assertThat(sent.statusCode()).as(sent.asString()).isEqualTo(303);
        var outbox = page(browser(anna).get("/app/outbox"));
        assertThat(outbox.select(".rows .chip").eachText()).containsExactly("Scheduled");
        var cancel = outbox.select("form[action*=cancel]").attr("action");
        assertThat(browser(anna).post(cancel, Map.of()).header("Location")).isEqualTo("/app/outbox");
        assertThat(page(browser(anna).get("/app/outbox")).select(".empty h2").text())
                .isEqualTo("Nothing is waiting");
        assertThat(page(browser(anna).get("/app/sent")).select(".rows .chip").eachText())
                .containsExactly("Cancelled");
    }

    @Test
    void actThatComesTooLateShouldLeadToTheMailAndSayWhy() {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItem(File.of("a.txt", "a"));
        anna.send(item, Correspondent.aMail("ben@example.org"));
        var mail = "/app/sent/" + anna.sent(item).getFirst().id();

        var late = browser(anna).post(mail.replace("sent", "outbox") + "/cancel?from=outbox", Map.of());

        assertThat(late.statusCode()).as(late.asString()).isEqualTo(303);
        assertThat(late.header("Location")).isEqualTo(mail);
        var shown = page(browser(anna)
                .request()
                .cookie("mailroom_flash", late.cookie("mailroom_flash"))
                .get(mail));
        assertThat(shown.select("#flash .notice.warning").text()).isNotEmpty();
        assertThat(shown.select("#flash .flash")).isEmpty();
        assertThat(browser(anna).get(mail.replace("sent", "outbox")).header("Location"))
                .as("it has no page in the outbox")
                .isEqualTo(mail);
    }

    @Test
    void filesShouldBelongToOneMailHoweverOftenItIsLookedAt() {
        var anna = Correspondent.over(server.smtp());
        var written = page(browser(anna).get("/app/compose"));
        var kept = written.select("[hx-preserve]:has(#f-files)").attr("id");

        var again = page(submit(browser(anna), "preview", filledIn(written)));
        var another = page(browser(anna).get("/app/compose"));

        assertThat(again.select("[hx-preserve]:has(#f-files)").attr("id")).isEqualTo(kept);
        assertThat(another.select("[hx-preserve]:has(#f-files)").attr("id"))
                .isNotEmpty()
                .isNotEqualTo(kept);
    }

    @Test
    void formShouldBeKeptWithTheWordsOfTheServerThatRefusesTheMail() {
        try (var refusing = SmtpScript.answering(Map.of("RCPT TO:<ben", "550 5.1.1 no such user"))) {
            var anna = Correspondent.over(refusing.address());
            var mail = with(filledIn(page(browser(anna).get("/app/compose"))), "recipients", "ben@example.org");

            var refused = submit(browser(anna), "send", mail);

            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(page(refused).select(".summary").text())
                    .contains("refused ben@example.org (550 5.1.1 no such user)");
            assertThat(filledIn(page(refused)).get("key")).isNotEqualTo(mail.get("key"));
            assertThat(page(browser(anna).get("/app/outbox")).text()).contains("Not sent");
        }
    }

    @Test
    void answerShouldBeginWithItsRecipientAndQuotation() {
        var anna = Correspondent.over(server.smtp());
        var item = anna.anItemOfAMail(File.of("a.txt", "a"));

        var answer = page(browser(anna).get("/app/compose?item=" + item + "&mode=replyAll"));
        var forward = page(browser(anna).get("/app/compose?item=" + item + "&mode=forward-original"));

        assertThat(answer.select("#f-recipients").val()).isEqualTo("carla@example.org");
        assertThat(answer.select("#f-subject").val()).isEqualTo("Re: What you asked for");
        assertThat(answer.select("#f-body").text()).contains("> Here it is.");
        assertThat(forward.select("[name=originalsOf][checked]")).hasSize(1);
        var noMail = anna.anItem(File.of("b.txt", "b"));
        assertThat(browser(anna)
                        .get("/app/compose?item=" + noMail + "&mode=reply")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void itemsOfOthersShouldNotBeThere() {
        var item = Correspondent.anAdmin().anItem(File.of("a.txt", "a"));
        var stranger = Correspondent.over(server.smtp());

        assertThat(browser(stranger).get("/app/compose?item=" + item).statusCode())
                .isEqualTo(404);
        assertThat(browser(stranger).get("/app/sent?item=" + item).statusCode()).isEqualTo(404);
    }

    @Test
    void addressesShouldBeCompletedFromMailsOfTheCollectiveOnly() {
        var anna = Correspondent.over(server.smtp());
        anna.anItemOfAMail();
        anna.send(anna.anItem(File.of("a.txt", "a")), Correspondent.aMail("Caro Weiß <caro@example.net>"));
        var stranger = Correspondent.over(server.smtp());

        assertThat(completed(anna, "car")).containsExactly("Caro Weiß <caro@example.net>", "carla@example.org");
        assertThat(completed(anna, "\"Huber, Ben\" <ben@example.org>, CARLA"))
                .containsExactly("\"Huber, Ben\" <ben@example.org>, carla@example.org");
        assertThat(completed(anna, "")).containsExactly("Caro Weiß <caro@example.net>");
        assertThat(completed(anna, "c"))
                .as("one letter is looked for among one's own only")
                .containsExactly("Caro Weiß <caro@example.net>");
        assertThat(completed(stranger, "car")).isEmpty();
    }

    private static List<String> completed(Correspondent who, String typed) {
        var options = browser(who)
                .request()
                .urlEncodingEnabled(true)
                .header("HX-Request", "true")
                .queryParam("of", "cc")
                .queryParam("cc", typed)
                .get("/app/compose/addresses");
        return page(options).select("option").eachAttr("value");
    }

    @Test
    void pageInAFrameShouldBeAbleToDoNothing() {
        var anna = Correspondent.anAdmin();

        var shown = browser(anna).post("/app/compose/page", Map.of("html", "<script>alert(1)</script>"));

        assertThat(shown.contentType()).isEqualToIgnoringCase("text/html;charset=UTF-8");
        assertThat(shown.headers().getValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("sandbox; default-src 'none'");
        assertThat(shown.headers().getValues("X-Frame-Options")).containsExactly("SAMEORIGIN");
    }
}
