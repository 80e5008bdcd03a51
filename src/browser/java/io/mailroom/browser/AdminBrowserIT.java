package io.mailroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.mailroom.testsupport.ApiClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The overview as it fills, and what admins have: users, invites, limits, providers, the record of what was sent, webhooks. */
@BrowserTest
class AdminBrowserIT {

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
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

    private static void connect(ApiClient api, String name, int imapPort, int smtpPort) {
        api.post(
                "/sec/email/settings/imap",
                Map.of(
                        "name", name,
                        "imapHost", "localhost",
                        "imapPort", imapPort,
                        "imapUser", "demo",
                        "imapPassword", "demo",
                        "sslType", "none",
                        "ignoreCertificates", false,
                        "useOAuth", false));
        api.post(
                "/sec/email/settings/smtp",
                Map.of(
                        "name", name,
                        "smtpHost", "localhost",
                        "smtpPort", smtpPort,
                        "from", "Anna Meier <demo@mailroom.test>",
                        "sslType", "none",
                        "ignoreCertificates", false));
    }

    /** Hourly. */
    private static Map<String, ?> task(String connection) {
        return Map.of(
                "enabled", true,
                "summary", "Everything in the inbox",
                "imapConnection", connection,
                "folders", List.of("INBOX"),
                "scanRecursively", false,
                "schedule", "*-*-* *:00",
                "deleteMail", false);
    }

    /** By its schedule, and once now. */
    private static void importNow(ApiClient api, String connection) {
        var task = task(connection);
        api.post("/sec/usertask/scanmailbox", task);
        api.post("/sec/usertask/scanmailbox/startonce", task);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> api.get("/sec/item?limit=10").get("items").size() >= 6);
    }

    private static void send(ApiClient api, String connection) {
        api.post(
                "/sec/email/send/" + connection,
                Map.of("recipients", List.of("ben@example.org"), "subject", "Hello Ben", "body", "Hello."));
    }

    @Test
    void overviewFillsStepByStep(Visit visit) {
        var page = visit.page();
        var api = visit.signIn();
        assertThat(page.locator(".step.next")).containsText("Connect a mailbox");
        visit.look("first-steps");

        connect(api, "mailroom.test", visit.imapPort(), visit.smtpPort());
        page.reload();
        assertThat(page.locator(".step.next")).containsText("Import it");
        visit.look("first-steps-connected");

        importNow(api, "mailroom.test");
        send(api, "mailroom.test");
        String broken = "a.mailbox.with.a.very.long.name.that.nobody.would.ever.want.to.type.example.org";
        connect(api, broken, 9, 9);
        visit.open("/app");
        assertThat(page.locator(".step")).hasCount(0);
        assertThat(page.locator("#imported-desc")).not().hasText("0 mails in all, 0 on the busiest day.");
        assertThat(page.locator("#sent-desc")).containsText("1 mail in all");
        visit.look("dashboard");

        api.post("/sec/usertask/scanmailbox/startonce", task(broken));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> api.get("/sec/email/health?state=degraded").get("items").size() == 1);
        page.reload();
        assertThat(page.locator("[aria-labelledby=attention] li")).containsText("has trouble");
        visit.look("dashboard-trouble");
    }

    @Test
    void usersAndInvites(Visit visit) {
        var page = visit.page();
        visit.signIn();

        page.locator(".places-admin").click();
        visit.look("admin-users");
        follow(page, "Add a user");
        fill(page, "Name", "be n");
        fill(page, "First password", "short");
        press(page, "Add user");
        assertThat(page.locator(".summary")).isFocused();
        visit.look("admin-user-refused");
        fill(page, "Name", "ben-with-a-rather-long-name.from-the-other-office@example.org");
        fill(page, "First password", Visit.PASSWORD);
        press(page, "Add user");
        assertThat(page.locator("#flash")).containsText("Made the user");
        assertThat(page.locator("tbody tr")).hasCount(2);
        visit.look("admin-users-two");

        page.locator("tbody a", new Page.LocatorOptions().setHasText("ben-with")).click();
        press(page, "Make them an admin");
        assertThat(page.locator("#flash")).containsText("is an admin now");
        page.locator("summary", new Page.LocatorOptions().setHasText("Remove user")).click();
        visit.look("admin-user-remove");
        press(page, "Remove for good");
        assertThat(page.locator("tbody tr")).hasCount(1);

        follow(page, "Invites");
        press(page, "Make an invite");
        assertThat(page.locator("[data-copy] button")).hasText("Copy");
        visit.look("admin-invites");
        String link = page.locator("[data-copy] input").inputValue();
        page.locator(".menu > summary").click();
        press(page, "Log out");
        assertThat(page.locator("#flash")).hasText("You are logged out.");
        visit.open(link.replaceFirst("^https?://[^/]+", ""));
        fill(page, "Your name", "dora");
        fill(page, "Password", Visit.PASSWORD);
        press(page, "Create account");
        assertThat(page).hasURL("/app");
        assertThat(page.locator(".places-admin")).hasCount(0);
        visit.look("first-steps-member");
    }

    @Test
    void limitsProvidersSystemAndSentMail(Visit visit) {
        var page = visit.page();
        var api = visit.signIn("operators"); // who see the system, too
        connect(api, "mailroom.test", visit.imapPort(), visit.smtpPort());
        send(api, "mailroom.test");

        visit.open("/app/admin/limits");
        assertThat(page.locator(".progress").first()).containsText("1 of 20,000");
        visit.look("admin-limits");

        follow(page, "Sign-in providers");
        visit.look("admin-providers");
        follow(page, "Add a provider");
        press(page, "Add provider");
        assertThat(page.locator(".summary")).containsText("Client ID is needed");
        page.locator("summary", new Page.LocatorOptions().setHasText("Endpoints")).click();
        visit.look("admin-provider-refused");
        fill(page, "Client ID", "106701-d8c.apps.googleusercontent.com");
        press(page, "Add provider");
        assertThat(page.locator("#flash")).hasText("The provider is stored.");
        follow(page, "google");
        visit.look("admin-provider");

        visit.open("/app/admin/audit");
        page.locator("tbody summary").click();
        visit.look("admin-audit");
        page.getByLabel("Recipient").fill("nobody@example.org");
        press(page, "Filter");
        assertThat(page.locator(".empty")).containsText("No mail like that");
        visit.look("admin-audit-none");

        follow(page, "System");
        assertThat(page.locator("#system")).containsText("PostgreSQL");
        visit.look("admin-system");
    }

    @Test
    void webhookWithAPingThatNobodyAnswers(Visit visit) {
        var page = visit.page();
        visit.signIn();

        visit.open("/app/webhooks");
        visit.look("webhooks-none");
        follow(page, "Add a webhook");
        fill(page, "Address", "example.org");
        press(page, "Add webhook");
        visit.look("webhook-refused");
        fill(page, "Address", "http://127.0.0.1:9/a/hook/with/a/rather/long/address/that/does/not/fit?token=0123456789");
        page.getByLabel("A mail failed").check();
        press(page, "Add webhook");
        assertThat(page.getByLabel("Signing secret")).hasValue(Pattern.compile("whsec_.+"));
        visit.look("webhook-secret");
        follow(page, "I have kept it");
        press(page, "Send a ping");
        assertThat(page.locator("#ping")).containsText("The ping did not arrive");
        assertThat(page.locator("#deliveries")).containsText("Tried again");
        visit.look("webhook-ping");
        visit.open("/app/webhooks");
        visit.look("webhooks");
    }

    @Test
    void adminPagesAreForAdmins(Visit visit) {
        var api = visit.signIn();
        api.post("/sec/user", Map.of("login", "ben", "password", Visit.PASSWORD));
        var page = visit.page();
        String team = page.locator(".menu-who strong").textContent().split("/")[0];
        page.locator(".menu > summary").click();
        press(page, "Log out");
        fill(page, "Account", team + "/ben");
        fill(page, "Password", Visit.PASSWORD);
        press(page, "Log in");
        assertThat(page).hasURL("/app");

        visit.expect(403);
        visit.open("/app/admin/users");

        assertThat(page.locator("main")).containsText("Only an admin of your collective may do this.");
        visit.look("admin-forbidden");
    }
}
