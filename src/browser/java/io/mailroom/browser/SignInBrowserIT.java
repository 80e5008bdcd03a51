package io.mailroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** From the address that the start prints to the first page of one's own. */
@BrowserTest
class SignInBrowserIT {

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private static void fill(Page page, String label, String value) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(value);
    }

    /** 204 leaves the form in the page, as an answer does that leads elsewhere a little later. */
    @Test
    void formShouldBeSubmittedOnceUntilItIsAnswered(Visit visit) {
        var page = visit.page();
        var submitted = new AtomicInteger();
        page.route("**/login", route -> {
            if (route.request().method().equals("POST")) {
                submitted.incrementAndGet();
                route.fulfill(new Route.FulfillOptions().setStatus(204));
            } else {
                route.resume();
            }
        });
        visit.open("/login");
        var button = page.locator("main form button.full");

        page.evaluate("() => { const button = document.querySelector('main form button.full');"
                + " button.click(); button.click(); }");
        assertThat(button).not().hasAttribute("aria-busy", "true");
        page.waitForResponse("**/login", button::click);

        Assertions.assertThat(submitted).hasValue(2);
    }

    /** A live region is heard only where something is put into it. */
    @Test
    void flashShouldBeAnnounced(Visit visit) {
        var page = visit.page();
        page.addInitScript("new MutationObserver(changes => { if (changes.some(change => change.target.id === 'flash'"
                + " && change.addedNodes.length && document.readyState === 'complete'))"
                + " document.documentElement.id = 'announced'; }).observe(document, { childList: true, subtree: true });");
        visit.signIn();
        page.locator(".menu > summary").click();
        press(page, "Log out");

        assertThat(page.locator("html#announced")).isAttached();
        assertThat(page.locator("#flash")).hasText("You are logged out.");
    }

    @Test
    void signUpLogOutAndLogIn(Visit visit) {
        var page = visit.page();
        String team = "team-" + UUID.randomUUID().toString().substring(0, 8);

        visit.open("/");
        visit.look("login");
        page.getByText("Create an account").click();
        visit.look("signup");
        fill(page, "Name of your household or team", team);
        fill(page, "Your name", "anna");
        fill(page, "Password", "short");
        press(page, "Create account");
        assertThat(page.locator(".summary")).isFocused();
        visit.look("signup-refused");
        fill(page, "Password", Visit.PASSWORD);
        press(page, "Create account");
        assertThat(page).hasURL("/app");
        visit.look("start");

        page.locator(".menu > summary").click();
        press(page, "Log out");
        assertThat(page.locator("#flash")).hasText("You are logged out.");
        visit.look("logged-out");

        fill(page, "Account", team + "/anna");
        fill(page, "Password", "something else");
        press(page, "Log in");
        assertThat(page.locator(".summary")).containsText("do not go together");
        assertThat(page.locator(".summary")).isFocused(); // else what is typed goes where the focus still is
        fill(page, "Password", Visit.PASSWORD);
        press(page, "Log in");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Overview");
    }
}
