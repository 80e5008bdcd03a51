package io.mailroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.mailroom.testsupport.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** From a connected mailbox to its imported mails. */
@BrowserTest
class TaskBrowserIT {

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private static Locator row(Page page, String label) {
        return page.locator(".figures > div", new Page.LocatorOptions().setHasText(label)).locator("dd");
    }

    private static void connect(ApiClient api, String name, int port) {
        api.post(
                "/sec/email/settings/imap",
                Map.of(
                        "name", name,
                        "imapHost", "127.0.0.1",
                        "imapPort", port,
                        "imapUser", "demo",
                        "imapPassword", "demo",
                        "sslType", "none",
                        "ignoreCertificates", false));
    }

    @Test
    void mailboxIsImported(Visit visit) {
        var page = visit.page();
        var api = visit.signIn();
        visit.open("/app/tasks");
        assertThat(page.locator(".empty")).containsText("Connect a mailbox first");
        visit.look("tasks-unconnected");
        connect(api, "sandbox", visit.imapPort());
        visit.open("/app/tasks");
        visit.look("tasks-empty");

        page.getByText("New import task").click();
        // At least those of a fresh sandbox; other tests send to it, too.
        assertThat(page.locator(".picker")).containsText(Pattern.compile("[0-9]+ mails"));
        int mails = Integer.parseInt(page.locator(".picker").textContent().replaceAll("(?s).*?([0-9]+) mails.*", "$1"));
        Assertions.assertThat(mails).isGreaterThanOrEqualTo(6);
        assertThat(page.locator("#times li")).hasCount(5);
        page.getByLabel("Name").fill("Everything");
        page.getByText("Every day", new Page.GetByTextOptions().setExact(true)).click();
        page.getByLabel("Time of day").fill("06:45");
        assertThat(page.locator("#times li").first()).containsText("06:45");
        assertThat(page.locator("#times")).containsText("Europe/Berlin");
        visit.look("task-new");

        press(page, "Preview");
        assertThat(page.locator("[aria-labelledby=preview]")).containsText(mails + " mails to look at");
        assertThat(page.locator("[aria-labelledby=preview] li")).hasCount(mails);
        assertThat(page.getByLabel("Name")).hasValue("Everything");
        visit.look("task-preview");

        press(page, "Save and import now");
        page.waitForURL(Pattern.compile(".*/runs/.+"));
        assertThat(page.locator("#run")).containsText("Done", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        // What was sent to two people is there twice, and imported once.
        int imported = Integer.parseInt(row(page, "Imported").textContent());
        int twins = Integer.parseInt(row(page, "Already here").textContent());
        Assertions.assertThat(imported).isGreaterThanOrEqualTo(6);
        Assertions.assertThat(imported + twins).isEqualTo(mails);
        visit.look("task-run");

        page.getByText("What became of each mail").click();
        assertThat(page.locator("#ledger tbody tr")).hasCount(mails);
        visit.look("task-ledger");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Imports").setExact(true))
                .click();
        assertThat(page.locator("tbody tr")).hasCount(1);
        visit.look("task-history");
        visit.open("/app/tasks");
        visit.look("tasks");
        assertThat(page.locator("#tasks")).containsText("Every day at 06:45");
        assertThat(page.locator(".row-last")).containsText(imported + " imported");
        page.locator(".row-title").click();
        assertThat(page.locator(".picker")).containsText(mails + " mails");
        for (String part : List.of("Which mails", "Afterwards, on the mail server", "In Mailroom")) {
            page.locator("summary", new Page.LocatorOptions().setHasText(part)).click();
        }
        page.locator("#f-actions-imported-action").selectOption("delete");
        assertThat(page.locator(".if-delete")).isVisible();
        visit.look("task-edit");
    }

    @Test
    void whatIsTickedWhileTheServerIsAskedStays(Visit visit) {
        var page = visit.page();
        connect(visit.signIn(), "sandbox", visit.imapPort());
        var asked = new ArrayList<Route>();
        page.route("**/app/tasks/form/mailboxes*", asked::add);
        visit.open("/app/tasks/new");
        page.waitForCondition(() -> !asked.isEmpty());

        page.getByLabel("INBOX").uncheck();
        page.getByText("Write names of mailboxes").click();
        page.getByLabel("Other mailboxes").fill("Archive/2026");
        asked.forEach(Route::resume);

        assertThat(page.locator(".picker")).containsText(Pattern.compile("[0-9]+ mails"));
        assertThat(page.getByLabel("INBOX")).not().isChecked();
        assertThat(page.getByLabel("Other mailboxes")).hasValue("Archive/2026");
        assertThat(page.getByLabel("Other mailboxes")).isFocused();
    }

    @Test
    void enterSavesTheTaskAndItsPreviewLeadsBackToIt(Visit visit) {
        var page = visit.page();
        connect(visit.signIn(), "sandbox", visit.imapPort());
        visit.open("/app/tasks/new");
        assertThat(page.locator(".picker")).containsText(Pattern.compile("[0-9]+ mails"));
        page.getByLabel("Name").fill("Mine");

        page.getByLabel("Name").press("Enter");
        assertThat(page.locator("#flash")).containsText("Saved.");
        page.locator(".row-title").click();
        assertThat(page.getByLabel("Name")).hasValue("Mine");
        var task = page.url();
        press(page, "Preview");
        assertThat(page.locator("[aria-labelledby=preview] li").first()).isVisible();
        page.reload();

        assertThat(page).hasURL(task);
        assertThat(page.getByLabel("Name")).hasValue("Mine");
    }

    @Test
    void whatIsWrongIsSaidAtItsField(Visit visit) {
        var page = visit.page();
        var api = visit.signIn();
        connect(api, "a-long-name-of-a-connection-that-somebody-has-thought-of@mail.example.org", 1);
        visit.open("/app/tasks/new");

        assertThat(page.locator("#mailboxes .notice")).containsText("could not be asked");
        page.getByLabel("INBOX").uncheck();
        page.getByText("A calendar event of your own").click();
        page.getByLabel("Calendar event", new Page.GetByLabelOptions().setExact(true)).fill("every morning");
        press(page, "Save");
        assertThat(page.locator(".summary")).isFocused();
        assertThat(page.locator("#f-schedule-error")).containsText("is not understood");
        assertThat(page.locator("#mailboxes .notice")).containsText("could not be asked");
        assertThat(page.locator("#f-folders-error")).containsText("is needed");
        visit.look("task-refused");

        page.getByLabel("Other mailboxes").fill("Archive/A very long name of a mailbox within another one/2026");
        page.getByLabel("Calendar event", new Page.GetByLabelOptions().setExact(true)).fill("*-*-1 6:00");
        press(page, "Save and import now");
        page.waitForURL(Pattern.compile(".*/runs/.+"));
        assertThat(page.locator("#run, .notice").first()).isVisible();
        visit.open("/app/tasks");
        visit.look("tasks-failed");
    }
}
