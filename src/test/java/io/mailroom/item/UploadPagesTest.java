package io.mailroom.item;

import static io.mailroom.item.Mails.aMail;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.item.Api.File;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UploadPagesTest {

    private static final String HERE = "/app/items/upload";

    private Api anna;
    private Browser browser;

    @BeforeEach
    void signUp() {
        var user = User.anAdmin();
        anna = Api.of(user);
        browser = Browser.of(user);
    }

    private Response upload(Map<String, String> fields, File... files) {
        var request = browser.request();
        fields.forEach(request::multiPart);
        for (var file : files) {
            request.multiPart("file", file.name(), file.bytes(), file.type());
        }
        return request.post(HERE);
    }

    private static byte[] mbox(byte[]... mails) {
        var text = new StringBuilder();
        for (var mail : mails) {
            text.append("From anna@example.org Tue Apr  1 10:00:00 2025\n")
                    .append(new String(mail, StandardCharsets.UTF_8).replace("\r\n", "\n"))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void uploadShouldTellWhatBecameOfEachFile() {
        var known = aMail().withSubject("Known").raw();
        var item = anna.uploadedMail(known);

        var answer = upload(
                Map.of("tags", "bills, 2026,"),
                new File("note.txt", new byte[] {65}, "text/plain"),
                new File("known.eml", known, "message/rfc822"),
                new File("broken.mbox", new byte[] {66}, "application/mbox"),
                new File("box.mbox", mbox(aMail().raw(), known, aMail().raw()), "application/mbox"));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var rows = page(answer).select("#results .rows > li");
        assertThat(rows.select(".row-title").eachText())
                .containsExactly("note.txt", "known.eml", "broken.mbox", "box.mbox");
        assertThat(rows.select(".chip").eachText()).containsExactly("Added", "Was here already", "Failed", "Added");
        assertThat(rows.get(1).select("a").attr("href")).isEqualTo("/app/items/" + item);
        assertThat(rows.get(2).select("p").text()).contains("broken.mbox is no mbox");
        assertThat(rows.get(3).select(".row-sub").text()).isEqualTo("3 mails: 2 added, 1 here already");
        assertThat(page(browser.get("/app/items?tag=bills")).select(".row-title"))
                .hasSize(3);
    }

    @Test
    void sameFileTwiceShouldBeOneItem() {
        var file = new File("a.txt", new byte[] {1, 2}, "text/plain");

        var answer = page(upload(Map.of(), file, file));

        assertThat(answer.select(".chip").eachText()).containsExactly("Added", "Was here already");
    }

    @Test
    void filesShouldBecomeOneItemWhenThatIsWanted() {
        var answer = page(upload(
                Map.of("together", "true"),
                new File("a.txt", new byte[] {1}, "text/plain"),
                new File("b.txt", new byte[] {2}, "text/plain")));

        assertThat(answer.select(".row-title").eachText()).containsExactly("2 files");
        var item = page(browser.get(answer.select("#results a.row-title").attr("href")));
        assertThat(item.select("#files .row-title").eachText()).containsExactly("a.txt", "b.txt");
    }

    @Test
    void uploadShouldBeRefusedAtItsFieldsWithTheRestKept() {
        var refused =
                upload(Map.of("tags", "bills", "language", "klingon"), new File("a.txt", new byte[] {1}, "text/plain"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Browser.error(refused, "language")).startsWith("Language must be a language code");
        assertThat(page(refused).select("#f-tags").val()).isEqualTo("bills");
        assertThat(page(browser.get("/app/items")).select(".row-title")).isEmpty();
    }

    @Test
    void uploadWithoutAFileShouldBeRefused() {
        var refused = upload(Map.of("tags", "x"), new File("", new byte[0], "application/octet-stream"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Browser.error(refused, "file")).isEqualTo("Files are missing: choose at least one.");
    }
}
