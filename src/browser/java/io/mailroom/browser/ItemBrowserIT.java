package io.mailroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** From a dropped file to a mail that is read, with what is attached to it. */
@BrowserTest
class ItemBrowserIT {

    private static final String PICTURES = "https://pictures.example/";

    private static final String LETTER = """
            From: "Tidy Desk, with a name that is far too long for any line of any list" <news@tidydesk.example>
            To: Demo <demo@mailroom.test>, %s
            Subject: Newsletter with a picture from elsewhere and a subject that does not end where others do, as it goes on
            Date: Tue, 06 Jan 2026 07:30:00 +0000
            Message-ID: <newsletter@tidydesk.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="-=-"

            ---=-
            Content-Type: multipart/alternative; boundary="-a-"

            ---a-
            Content-Type: text/plain; charset=utf-8

            See https://tidydesk.example/more for more.
            ---a-
            Content-Type: text/html; charset=utf-8

            <h1>Five habits of <em>tidy</em> desks</h1>
            <img src="http://pictures.example/desk.png" alt="a desk">
            <p><a href="https://tidydesk.example/more">Read the other three</a></p>
            <script>document.title = "never"</script>
            ---a---
            ---=-
            Content-Type: text/plain; charset=iso-8859-1; name="gr=fc=dfe.txt"
            Content-Disposition: attachment; filename="notes.txt"
            Content-Transfer-Encoding: quoted-printable

            Viele Gr=FC=DFe
            ---=-
            Content-Type: application/pdf
            Content-Disposition: attachment; filename="an invoice with a rather long file name of April 2026.pdf"

            %s
            ---=---
            """;

    private static final String PDF = """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
            4 0 obj<</Length 44>>stream
            BT /F1 24 Tf 60 100 Td (An invoice) Tj ET   
            endstream endobj
            5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
            trailer<</Root 1 0 R>>
            %%EOF""";

    private static FilePayload letter() {
        var others = String.join(", ", Stream.iterate(1, i -> i + 1)
                .limit(20)
                .map("Somebody %d <somebody%<d@mailroom.test>"::formatted)
                .toList());
        return file("newsletter.eml", "message/rfc822", LETTER.formatted(others, PDF).replace("\n", "\r\n"));
    }

    private static FilePayload file(String name, String type, String content) {
        return new FilePayload(name, type, content.getBytes(StandardCharsets.UTF_8));
    }

    private static FilePayload sandbox(String name) throws IOException {
        try (var in = ItemBrowserIT.class.getResourceAsStream("/sandbox/" + name)) {
            return new FilePayload(name, "message/rfc822", in.readAllBytes());
        }
    }

    private static byte[] picture() throws IOException {
        var image = new BufferedImage(240, 120, BufferedImage.TYPE_INT_RGB);
        image.createGraphics().fillRect(20, 20, 200, 80);
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private static void follow(Page page, String link) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
                .first()
                .click();
    }

    @Test
    void uploadSearchReadAndDelete(Visit visit) throws IOException {
        var page = visit.page();
        visit.signIn();

        follow(page, "Items");
        assertThat(page.locator(".empty h2")).hasText("Nothing here yet");
        visit.look("items-empty");

        follow(page, "Upload files");
        press(page, "Upload");
        assertThat(page.locator(".summary")).containsText("Files are missing");
        visit.look("items-upload-refused");
        page.getByLabel("Drop files here").setInputFiles(new FilePayload[] {
            letter(),
            sandbox("6-inline-image.eml"),
            sandbox("3-pdf.eml"),
            new FilePayload("photo.png", "image/png", picture()),
            file("sheet.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"),
            file("broken.mbox", "application/mbox", "nothing")
        });
        assertThat(page.locator(".files li")).hasCount(6);
        page.getByLabel("Tags").fill("invoice, desk");
        visit.look("items-upload");
        press(page, "Upload");
        assertThat(page.locator("#results .chip.ok")).hasCount(5);
        assertThat(page.locator("#results")).containsText("is no mbox");
        visit.look("items-uploaded");

        follow(page, "To the items");
        assertThat(page.locator("#results .rows > li")).hasCount(5);
        visit.look("items");
        page.locator("#q").pressSequentially("LOGO, at");
        assertThat(page.locator("#results .rows > li")).hasCount(1);
        assertThat(page).hasURL("/app/items?q=LOGO%2C+at");
        page.locator("#q").fill("nothing of the kind");
        assertThat(page.locator("#results .empty h2")).hasText("Nothing found");
        page.locator("#search summary").click();
        visit.look("items-nothing-found");
        follow(page, "Clear the search");
        assertThat(page.locator("#results .rows > li")).hasCount(5);

        page.locator(".row-title", new Page.LocatorOptions().setHasText("The new logo")).click();
        var mail = page.frameLocator(".mail-frame");
        assertThat(mail.getByText("What do you think?")).isVisible();
        assertThat(mail.locator("img")).hasAttribute("src", Pattern.compile("data:image/png;base64,.+"));
        visit.look("item-inline-picture");
        follow(page, "Plain text");
        assertThat(mail.getByText("The new logo is in the page of this mail.")).isVisible();
        page.locator(".confirm > summary").click();
        press(page, "Delete it");
        assertThat(page.locator("#flash")).hasText("Deleted.");
        assertThat(page.locator("#results .rows > li")).hasCount(4);
    }

    @Test
    void uploadTellsHowFarItIsAndCanBeStopped(Visit visit) {
        var page = visit.page();
        visit.signIn();
        visit.open("/app/items/upload");
        var held = new ArrayList<Route>();
        page.route("**/app/items/upload", held::add);
        page.getByLabel("Drop files here").setInputFiles(file("scan.txt", "text/plain", "x".repeat(100_000)));

        press(page, "Upload");
        page.waitForCondition(() -> !held.isEmpty());
        assertThat(page.locator("[data-upload] progress")).isVisible();
        visit.look("items-upload-under-way");
        press(page, "Stop");
        assertThat(page.locator("[data-upload] progress")).isHidden();
        page.unroute("**/app/items/upload");
        press(page, "Upload");

        assertThat(page.locator("#results .chip.ok")).hasCount(1);
    }

    private static Route.FulfillOptions answer() {
        try {
            return new Route.FulfillOptions().setContentType("image/png").setBodyBytes(picture());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void remotePicturesAndAttachments(Visit visit) throws IOException {
        var page = visit.page();
        visit.signIn();
        page.route(PICTURES + "**", route -> route.fulfill(answer()));
        visit.open("/app/items/upload");
        page.getByLabel("Drop files here").setInputFiles(letter());
        press(page, "Upload");
        page.locator("#results a.row-title").click();

        var mail = page.frameLocator(".mail-frame");
        assertThat(mail.getByText("Five habits of")).isVisible();
        assertThat(mail.locator("img[src]")).hasCount(0);
        visit.look("item-remote-off");
        visit.tolerate(PICTURES + "desk.png");
        follow(page, "Show remote pictures");
        assertThat(page.getByText("Remote pictures are shown.")).isVisible();
        assertThat(mail.locator("img")).hasAttribute("src", PICTURES + "desk.png");
        page.waitForCondition(() -> mail.locator("img").boundingBox().width == 240);
        visit.look("item-remote-on");
        follow(page, "Hide them");
        assertThat(mail.locator("img[src]")).hasCount(0);

        follow(page, "notes.txt");
        assertThat(page.locator("pre.source")).hasText("Viele Grüße");
        visit.look("attachment-text");
        page.goBack();
        page.locator("#files .row-title", new Page.LocatorOptions().setHasText(".pdf"))
                .click();
        assertThat(page.locator("iframe.document")).isVisible();
        visit.look("attachment-pdf");
        var download = page.waitForDownload(() -> follow(page, "Download"));
        assertThat(download.suggestedFilename()).startsWith("an invoice").endsWith(".pdf");
        assertThat(Files.readString(download.path())).startsWith("%PDF-1.4");
        page.locator(".back").click();
        assertThat(page.locator(".mail-frame")).isVisible();
        var original = page.waitForDownload(() -> follow(page, "Download the original"));
        assertThat(Files.readAllBytes(original.path())).isEqualTo(letter().buffer);
    }
}
