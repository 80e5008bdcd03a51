package io.mailroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Five minutes of somebody who has read nothing: from the address that the start prints to an imported mailbox and a sent mail. */
@BrowserTest
class StoryBrowserIT {

    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
                .first()
                .click();
    }

    private static void follow(Page page, String link) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
                .first()
                .click();
    }

    private static void fill(Page page, String label, String value) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(value);
    }

    @Test
    void fromSignUpToASentMail(Visit visit) {
        walk(visit, visit.page());
        visit.open("/app");
        visit.look("story-dashboard");
    }

    @Test
    void theSameWithoutScripts(Visit visit) {
        walk(visit, visit.withoutScripts());
    }

    private static void walk(Visit visit, Page page) {
        page.navigate("/");
        follow(page, "Create an account");
        fill(page, "Name of your household or team", "team-" + UUID.randomUUID().toString().substring(0, 8));
        fill(page, "Your name", "anna");
        fill(page, "Password", Visit.PASSWORD);
        press(page, "Create account");

        follow(page, "Connect a mailbox");
        fill(page, "E-mail address", "demo@mailroom.test");
        press(page, "Continue");
        assertThat(page.locator(".facts")).containsText("localhost, port " + visit.imapPort());
        fill(page, "Password", "demo");
        press(page, "Test and connect");
        assertThat(page.locator("h1")).containsText("mailroom.test is connected", SOON);

        follow(page, "Preview the import");
        press(page, "Preview");
        assertThat(page.locator("[aria-labelledby=preview]")).containsText("mails to look at", SOON);
        press(page, "Save and import now");
        page.waitForURL(Pattern.compile(".*/runs/.+"));
        assertThat(page.locator("#run")).containsText("Done", SOON);
        follow(page, "See the items");
        page.getByText("Invoice 2026-0042").first().click();
        assertThat(page.locator("h1")).containsText("Invoice 2026-0042");

        follow(page, "Forward");
        page.locator("#f-recipients").fill("Demo <demo@mailroom.test>");
        press(page, "Send");
        assertThat(page.locator("#state .chip").first()).containsText("Sent", SOON);
        assertThat(page.locator("main")).containsText("250");
    }
}
