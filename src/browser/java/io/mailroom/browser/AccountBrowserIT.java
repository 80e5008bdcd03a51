package io.mailroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import org.junit.jupiter.api.Test;

@BrowserTest
class AccountBrowserIT {

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    @Test
    void changesAndRefusalsOfTheAccount(Visit visit) {
        visit.signIn();
        var page = visit.page();

        page.locator(".menu > summary").click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Your account"))
                .click();
        assertThat(page).hasTitle("Your account · Mailroom");
        assertThat(page.getByText("Europe/Berlin")).isVisible();
        page.getByLabel("Another address").fill("anna@");
        press(page, "Save");
        assertThat(page.locator("#f-address-error")).containsText("is not an e-mail address");
        visit.look("account-refused");
        page.reload();
        page.getByLabel("Another address").fill("anna@example.org");
        press(page, "Save");
        assertThat(page.locator("#flash")).hasText("Saved.");
        assertThat(page.getByLabel("Another address")).hasValue("anna@example.org");
        visit.look("account");
        page.locator(".menu > summary").click();
        visit.look("menu");
    }

    @Test
    void settingsGoAndComeWithAPlanBefore(Visit visit) {
        var api = visit.signIn();
        api.post("/sec/email/settings/imap", Map.of("name", "in", "imapHost", "imap.example.org", "sslType", "ssl"));
        var page = visit.page();
        page.navigate("/app/account/move");
        press(page, "Export");
        assertThat(page.locator("#e-passphrase-error")).isVisible();
        visit.look("move-refused");

        page.navigate("/app/account/move");
        page.locator("#e-passphrase").fill("a horse and a battery");
        page.locator("#e-password").fill(Visit.PASSWORD);
        var document = page.waitForDownload(() -> press(page, "Export")).path();
        api.put("/sec/email/settings/imap/in", Map.of("name", "in", "imapHost", "imap.example.com", "sslType", "ssl"));
        // A download leaves the page where it is, so the button is busy for a while.
        assertThat(page.locator("[aria-busy]")).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(15_000));
        page.getByLabel("Document").setInputFiles(document);
        page.locator("#i-passphrase").fill("a horse and a battery");
        page.locator("#i-existing").selectOption("replace");
        visit.look("move");
        press(page, "Show what would happen");

        assertThat(page).hasTitle("What would happen · Mailroom");
        visit.look("move-plan");
        page.locator("#i-passphrase").fill("a horse and a battery");
        press(page, "Import");
        assertThat(page).hasTitle("Imported · Mailroom");
        visit.look("move-done");
    }

    /** As in a mail in webmail: the cookie does not come along at first. */
    @Test
    void linkOnAnotherSiteShouldLeadToThePage(Visit visit) {
        visit.signIn();
        var page = visit.page();
        visit.tolerate("http://webmail.test/");
        String link = page.url().replace("/app", "/app/account");
        page.route("http://webmail.test/", route -> route.fulfill(new Route.FulfillOptions()
                .setContentType("text/html")
                .setBody("<link rel=icon href='data:,'><a href='" + link + "'>Your notice</a>")));

        page.navigate("http://webmail.test/");
        page.getByText("Your notice").click();

        assertThat(page).hasTitle("Your account · Mailroom");
    }

    @Test
    void everythingShouldWorkWithoutScripts(Visit visit) {
        visit.signIn();
        var page = visit.withoutScripts();

        page.navigate("/app/account");
        page.locator(".menu > summary").click();
        press(page, "Log out");
        assertThat(page.locator("#flash")).hasText("You are logged out.");
    }
}
