package io.mailroom.item;

import static io.mailroom.item.Mails.aMail;
import static io.mailroom.testsupport.Browser.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.item.Api.File;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ItemPagesTest {

    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private Api anna;
    private Browser browser;

    @BeforeEach
    void signUp() {
        var user = User.anAdmin();
        anna = Api.of(user);
        browser = Browser.of(user);
    }

    private static byte[] sandbox(String name) {
        try (var in = ItemPagesTest.class.getResourceAsStream("/sandbox/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] html(String body) {
        return new String(aMail().withText(body).raw(), StandardCharsets.UTF_8)
                .replace("Subject:", "Content-Type: text/html\r\nSubject:")
                .getBytes(StandardCharsets.UTF_8);
    }

    private String file(String name, String type, byte[] bytes) {
        var item = anna.uploaded(null, new File(name, bytes, type)).getFirst();
        return anna.attachmentId(item, name);
    }

    private List<String> titles(String query) {
        return page(browser.get("/app/items" + query)).select(".row-title").eachText();
    }

    // ---- The list

    @Test
    void listShouldSayWhatToDoWhenThereIsNothing() {
        var page = page(browser.get("/app/items"));

        assertThat(page.select(".empty h2").text()).isEqualTo("Nothing here yet");
        assertThat(page.select(".empty a").eachAttr("href"))
                .containsExactly("/app/connections/new", "/app/items/upload");
    }

    @Test
    void listShouldShowWhoWroteWhatAndWhatIsAttached() {
        anna.upload("{\"tags\":{\"items\":[\"a <b>\"]}}", new File("a.eml", Multipart.WITH_A_PDF, "message/rfc822"));
        anna.uploadedMail(aMail().withSubject("Second").raw());

        var rows = page(browser.get("/app/items")).select("#results li");

        assertThat(rows.select(".row-title").eachText()).containsExactly("Second", "The bill");
        assertThat(rows.select(".row-sub").eachText()).containsExactly("Anna Meier", "Anna Meier");
        assertThat(rows.get(0).select(".row-side .number")).isEmpty();
        assertThat(rows.get(1).select(".row-side .number .visually-hidden").text())
                .isEqualTo("1 attachment");
        assertThat(rows.get(1).select(".tag").text()).isEqualTo("a <b>");
        assertThat(rows.get(1).select("time").attr("datetime")).isEqualTo("2025-04-01T08:00:00Z");
    }

    @Test
    void listShouldBeNarrowedByEachFilter() {
        anna.upload(
                "{\"direction\":\"outgoing\",\"tags\":{\"items\":[\"bills\"]}}",
                new File("a.eml", Multipart.WITH_A_PDF, "message/rfc822"));
        anna.uploadedMail(aMail().withSubject("Other").raw());
        anna.uploaded(null, new File("today.txt", new byte[] {1}, "text/plain"));

        assertThat(titles("?q=BILL")).containsExactly("The bill");
        assertThat(titles("?tag=bills")).containsExactly("The bill");
        assertThat(titles("?direction=outgoing")).containsExactly("The bill");
        assertThat(titles("?attached=true")).containsExactly("today.txt", "The bill");
        assertThat(titles("?reports=true")).isEmpty();
        assertThat(titles("?from=2025-04-01&until=2025-04-01")).containsExactly("Other", "The bill");
        assertThat(titles("?until=2025-03-31")).isEmpty();
        assertThat(titles("?from=2025-04-02")).containsExactly("today.txt");
        assertThat(titles("?source=upload-anna")).hasSize(3);
        assertThat(titles("?source=mailbox-anna")).isEmpty();
        assertThat(titles("?from=&until=&q=&tag=")).hasSize(3);
    }

    @Test
    void listShouldKeepAFilterThatItCannotRead() {
        anna.uploadedMail(aMail().raw());

        var answer = browser.get("/app/items?from=yesterday&cursor=nonsense");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Browser.error(answer, "from")).isEqualTo("From is not a date such as 2026-01-31.");
        assertThat(page(answer).select("#f-from").val()).isEqualTo("yesterday");
    }

    @Test
    void listShouldOfferToClearASearchThatFindsNothing() {
        anna.uploadedMail(aMail().raw());

        var page = page(browser.get("/app/items?q=nowhere"));

        assertThat(page.select("#results .empty h2").text()).isEqualTo("Nothing found");
        assertThat(page.select("#results .empty a").attr("href")).isEqualTo("/app/items");
        assertThat(page.select("#q").val()).isEqualTo("nowhere");
    }

    @Test
    void listShouldLeadToOlderItemsWithTheSameSearch() {
        var files = new File[51];
        for (int i = 0; i < files.length; i++) {
            files[i] = new File("file & %02d.txt".formatted(i), new byte[] {(byte) i}, "text/plain");
        }
        anna.uploaded(null, files);

        var first = page(browser.get("/app/items?q=file%20%26"));
        var next = first.select(".pager a[rel=next]").attr("href");
        var second = page(browser.get(next));

        assertThat(first.select(".row-title")).hasSize(50);
        assertThat(next).startsWith("/app/items?q=file+%26&cursor=");
        assertThat(second.select(".row-title").eachText()).containsExactly("file & 00.txt");
        assertThat(second.select(".pager a[rel=prev]").attr("href")).isEqualTo("/app/items?q=file+%26");
        assertThat(second.select(".pager a[rel=next]")).isEmpty();
    }

    @Test
    void listBetweenTwoDaysShouldBeInTheOrderOfTheMailsOwnDates() {
        var days = new ArrayList<Integer>();
        for (int i = 0; i < 51; i++) {
            days.add(1975 + i * 7 % 51);
        }
        days.forEach(year ->
                anna.uploadedMail(new String(aMail().withSubject("Of " + year).raw(), StandardCharsets.UTF_8)
                        .replaceAll("(?m)^Date: .*$", "Date: Sat, 1 Apr %d 08:00:00 +0000".formatted(year) + "\r")
                        .replaceAll("\r+\n", "\r\n")
                        .getBytes(StandardCharsets.UTF_8)));

        var first = page(browser.get("/app/items?until=2026-01-31"));
        var second = page(browser.get(first.select(".pager a[rel=next]").attr("href")))
                .select(".row-title");

        assertThat(first.select(".row-title").eachText())
                .hasSize(50)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .startsWith("Of 2025");
        assertThat(second.eachText()).containsExactly("Of 1975");
        assertThat(titles("").getFirst()).as("without days, what came in last").isEqualTo("Of " + days.getLast());
    }

    @Test
    void searchByScriptShouldBeAnsweredWithTheResultsOnly() {
        anna.uploadedMail(aMail().withSubject("Wanted").raw());

        var answer = browser.request().header("HX-Request", "true").get("/app/items?q=want&from=&tag=");

        assertThat(page(answer).select("h1, form")).isEmpty();
        assertThat(page(answer).select("#results .row-title").eachText()).containsExactly("Wanted");
        assertThat(answer.header("HX-Replace-Url")).isEqualTo("/app/items?q=want");
    }

    // ---- An item

    @Test
    void itemShouldShowItsMailInAFrameInWhichNothingIsAllowed() {
        var id = anna.uploadedMail(sandbox("6-inline-image.eml"));

        var page = page(browser.get("/app/items/" + id));

        assertThat(page.select("h1").text()).isEqualTo("The new logo, at last");
        assertThat(page.select("[aria-label=Mail] .facts dd").eachText())
                .containsExactly(
                        "Design <design@mailroom.test>", "Demo <demo@mailroom.test>", "10 Jan 2026, 15:00 UTC");
        assertThat(page.select("#files .row-title").eachText()).containsExactly("logo.png");
        Element frame = page.selectFirst("iframe");
        assertThat(frame.attr("src")).isEqualTo("/app/items/" + id + "/mail");
        assertThat(frame.attr("sandbox")).isEqualTo("allow-popups allow-popups-to-escape-sandbox");
        assertThat(page.select(".heading .actions a").eachAttr("href"))
                .containsExactly(
                        "/app/compose?item=" + id + "&mode=reply",
                        "/app/compose?item=" + id + "&mode=replyAll",
                        "/app/compose?item=" + id + "&mode=forward");
    }

    @Test
    void documentOfTheFrameShouldHaveItsOwnPicturesInIt() {
        var id = anna.uploadedMail(sandbox("6-inline-image.eml"));

        var answer = browser.get("/app/items/" + id + "/mail");

        assertThat(answer.contentType()).startsWith("text/html");
        assertThat(answer.headers().getValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
                        + " base-uri 'none'; frame-ancestors 'self';"
                        + " sandbox allow-popups allow-popups-to-escape-sandbox");
        assertThat(answer.headers().getValues("X-Frame-Options")).containsExactly("SAMEORIGIN");
        assertThat(answer.headers().getValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page(answer).select("img").attr("src")).startsWith("data:image/png;base64,iVBORw0KGgo");
        var text = page(browser.get("/app/items/" + id + "/mail?view=text"));
        assertThat(text.select("pre").text()).isEqualTo("The new logo is in the page of this mail.");
    }

    @Test
    void remotePicturesShouldBeShownOnlyWhenAskedFor() {
        var id = anna.uploadedMail(html("<p>Hi</p><img src='http://pictures.example/a.png'><script>x()</script>"));

        var off = page(browser.get("/app/items/" + id));
        assertThat(off.select(".toolbar .grow a").attr("href")).isEqualTo("/app/items/" + id + "?remote=1");
        assertThat(browser.get("/app/items/" + id + "/mail").asString()).doesNotContain(" src=\"http", "x()");

        var on = page(browser.get("/app/items/" + id + "?remote=1"));
        assertThat(on.select(".toolbar .grow a").text()).isEqualTo("Hide them");
        var frame = browser.get(on.select("iframe").attr("src"));
        assertThat(page(frame).select("img").attr("src")).isEqualTo("https://pictures.example/a.png");
        assertThat(frame.header("Content-Security-Policy")).contains("img-src data: https:;");
    }

    @Test
    void itemOfFilesShouldBeShownWithoutAMail() {
        var id = anna.uploaded(null, new File("a<b>.txt", new byte[] {65}, "text/plain"))
                .getFirst();

        var page = page(browser.get("/app/items/" + id));

        assertThat(page.select("h1").text()).isEqualTo("a<b>.txt");
        assertThat(page.select("iframe")).isEmpty();
        assertThat(page.select(".heading .actions a").eachAttr("href")).containsExactly("/app/compose?item=" + id);
        assertThat(page.select(".facts dd").eachText()).contains("Uploaded by anna");
        assertThat(browser.get("/app/items/" + id + "/mail").statusCode()).isEqualTo(404);
    }

    @Test
    void originalShouldBeDownloadedByteForByte() {
        var raw = aMail().withSubject("März").raw();
        var id = anna.uploadedMail(raw);

        var original = browser.get("/app/items/" + id + "/original");

        assertThat(original.asByteArray()).isEqualTo(raw);
        assertThat(original.contentType()).isEqualTo("message/rfc822");
        assertThat(original.header("Content-Disposition"))
                .startsWith("attachment; ")
                .endsWith("M%C3%A4rz.eml");
    }

    @Test
    void deleteShouldLeadBackToTheList() {
        var id = anna.uploadedMail(aMail().raw());

        var action =
                page(browser.get("/app/items/" + id)).select(".confirm form").attr("action");
        assertThat(action).isEqualTo("/app/items/" + id + "/delete");
        var deleted = browser.post(action, Map.of());

        assertThat(deleted.statusCode()).isEqualTo(303);
        assertThat(deleted.header("Location")).isEqualTo("/app/items");
        assertThat(browser.get("/app/items/" + id).statusCode()).isEqualTo(404);
        assertThat(browser.post("/app/items/" + id + "/delete", Map.of()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void deleteShouldBeRefusedWhenItComesFromAnotherSite() {
        var id = anna.uploadedMail(aMail().raw());

        var answer = given().cookie("docspell_auth", browser.token())
                .header("Sec-Fetch-Site", "cross-site")
                .post("/app/items/" + id + "/delete");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(browser.get("/app/items/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void itemsOfOthersShouldNotBeThere() {
        var item = anna.uploadedMail(sandbox("6-inline-image.eml"));
        var attachment = anna.attachmentId(item, "logo.png");
        var stranger = Browser.of(User.anAdmin());

        for (var path : List.of(
                "/app/items/" + item,
                "/app/items/" + item + "/mail",
                "/app/items/" + item + "/original",
                "/app/attachments/" + attachment,
                "/app/attachments/" + attachment + "/file",
                "/app/attachments/" + attachment + "/content",
                "/app/items/nonsense")) {
            Response answer = stranger.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(page(answer).select("h1").text()).as(path).isEqualTo("There is nothing here");
        }
        assertThat(stranger.post("/app/items/" + item + "/delete", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(browser.get("/app/items/" + item).statusCode()).isEqualTo(200);
    }

    // ---- Attachments

    @Test
    void textShouldBeShownInItsCharsetAndNotAsAPage() {
        var id = file(
                "a.html", "text/html", "<script>x()</script> Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1));

        Document page = page(browser.get("/app/attachments/" + id));

        assertThat(page.select("pre").text()).isEqualTo("<script>x()</script> Grüße");
        assertThat(page.select(".back").attr("href")).matches("/app/items/[0-9a-f-]{36}");
        assertThat(page.select("main script")).isEmpty();
        assertThat(browser.get("/app/attachments/" + id + "/content").statusCode())
                .isEqualTo(404);
        assertThat(browser.get("/app/attachments/" + id + "/file").header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"a.html\"");
    }

    @Test
    void longTextShouldBeCut() {
        var id = file("long.txt", "text/plain", "x".repeat(300_000).getBytes(StandardCharsets.UTF_8));

        var page = page(browser.get("/app/attachments/" + id));

        assertThat(page.select("pre").text()).hasSize(256 * 1024);
        assertThat(page.select(".notice").text()).contains("Only the beginning is shown", "300 kB");
    }

    @Test
    void picturesShouldBeServedAsPicturesAndNothingElse() {
        var id = file("a.png", "image/png", PNG);

        var content = browser.get("/app/attachments/" + id + "/content");

        assertThat(page(browser.get("/app/attachments/" + id))
                        .select("main img")
                        .attr("src"))
                .isEqualTo("/app/attachments/" + id + "/content");
        assertThat(content.asByteArray()).isEqualTo(PNG);
        assertThat(content.contentType()).isEqualTo("image/png");
        assertThat(content.headers().getValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; frame-ancestors 'self'; sandbox");
        assertThat(content.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(content.header("Content-Disposition")).isEqualTo("inline; filename=\"a.png\"");
    }

    @Test
    void svgShouldOnlyBeDownloaded() {
        var id = file("a.svg", "image/svg+xml", "<svg onload='x()'/>".getBytes(StandardCharsets.UTF_8));

        assertThat(page(browser.get("/app/attachments/" + id)).select("main img"))
                .isEmpty();
        assertThat(browser.get("/app/attachments/" + id + "/content").statusCode())
                .isEqualTo(404);
    }

    @Test
    void pdfShouldBeShownInAFrameWithADownloadBesideIt() {
        var id = file("a.pdf", "application/pdf", "%PDF-1.4".getBytes(StandardCharsets.UTF_8));

        var page = page(browser.get("/app/attachments/" + id));
        var content = browser.get(page.select("iframe").attr("src"));

        assertThat(content.contentType()).isEqualTo("application/pdf");
        assertThat(content.headers().getValues("X-Frame-Options")).containsExactly("SAMEORIGIN");
        assertThat(page.select("main > .muted a").attr("href")).isEqualTo("/app/attachments/" + id + "/file");
    }
}
