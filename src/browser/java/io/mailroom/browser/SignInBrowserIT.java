package io.mailroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.UUID;
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
