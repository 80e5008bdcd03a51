package io.mailroom.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotCaret;
import io.mailroom.testsupport.ApiClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One user at one browser. Everything that the browser complains of is remembered and fails the test in the end: errors in
 * its console, requests to anywhere else, and, at each {@link #look}, what keeps people out (axe).
 */
public final class Visit {

    /** Of people, and of {@link #signIn}. */
    public static final String PASSWORD = ApiClient.PASSWORD;

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    /** They take longer than everything else, so they are made for who wants to look at them. */
    private static final boolean PICTURES = Boolean.getBoolean("mailroom.pictures");

    /** Of the page itself, and of the browser's own viewer of PDFs. */
    private static final String OWN = "(?:data|blob|about|chrome|chrome-extension):.*";

    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private final Browser browser;
    private final Visits.Sandbox sandbox;
    private final BrowserContext context;
    private final Page page;
    private final String origin;
    private final List<String> complaints = new ArrayList<>();
    private int expected;
    private @Nullable String tolerated;

    Visit(Browser browser, Visits.Sandbox sandbox) {
        this.browser = browser;
        this.sandbox = sandbox;
        this.origin = "http://localhost:" + sandbox.service().port();
        context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(origin)
                .setViewportSize(1280, 800)
                .setReducedMotion(ReducedMotion.REDUCE) // colours are judged as they are, not on their way to others
                .setTimezoneId("Europe/Berlin")
                .setLocale("en-GB"));
        context.setDefaultTimeout(15_000);
        page = context.newPage();
        page.onConsoleMessage(this::hear);
        page.onPageError(error -> complaints.add("An error in " + page.url() + ": " + error));
        page.onRequest(request -> {
            String url = request.url();
            if (!url.startsWith(origin + "/") && !url.matches(OWN) && !url.equals(tolerated)) {
                complaints.add("A request to " + url);
            }
        });
    }

    /** A refused form is no failure, although Chromium reports every status from 400; nor is a request that somebody stops. */
    private void hear(ConsoleMessage message) {
        boolean stopped = message.text().matches("htmx:(afterRequest|sendAbort),.*");
        boolean refusal = message.text().startsWith("Failed to load resource")
                && message.text().matches(".*status of (?:422|429" + (expected == 0 ? "" : "|" + expected) + ").*");
        if ((message.type().equals("error") || message.type().equals("warning")) && !refusal && !stopped) {
            complaints.add("In the console of " + page.url() + ": " + message.text());
        }
    }

    public Page page() {
        return page;
    }

    public int imapPort() {
        return sandbox.imapPort();
    }

    public int smtpPort() {
        return sandbox.smtpPort();
    }

    /** Of the same service; nobody is signed in. */
    public ApiClient api() {
        return new ApiClient(sandbox.service().port());
    }

    /** From now on a page of this status is no failure: the test goes where it may not. */
    void expect(int status) {
        expected = status;
    }

    /** A foreign address that the test itself goes to. */
    void tolerate(String url) {
        tolerated = url;
    }

    /** The same user at a browser that runs no scripts. Closed with this visit. */
    Page withoutScripts() {
        var still = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(origin)
                .setJavaScriptEnabled(false)
                .setStorageState(context.storageState()));
        context.onClose(closed -> still.close());
        return still.newPage();
    }

    public void open(String path) {
        page.navigate(path);
    }

    /** A new user of a collective of their own, who is signed in here; the client is the same user's. */
    public ApiClient signIn() {
        return signIn("c" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** The same, of a collective of this name. */
    public ApiClient signIn(String collective) {
        var api = api();
        api.signUp(collective);
        open("/login");
        page.getByLabel("Account").fill(collective + "/anna");
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(PASSWORD);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in"))
                .click();
        page.waitForURL("**/app");
        return api;
    }

    /**
     * Looks at the page as it is now: for everybody's eyes, large in the dark and small in the light, with pictures if these are
     * wanted.
     */
    public void look(String name) {
        picture(name);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        judge(name + " (dark)");
        picture(name + "-dark");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(320, 640);
        judge(name + " (320 px)");
        int width = (Integer) page.evaluate("document.documentElement.scrollWidth");
        if (width > 320) {
            complaints.add(name + " is " + width + " px wide on a screen of 320");
        }
        int height = (Integer) page.evaluate("document.documentElement.scrollHeight");
        page.setViewportSize(320, Math.max(640, height)); // the same of what is fixed at the bottom
        picture(name + "-320");
        page.setViewportSize(1280, 800);
    }

    private void picture(String name) {
        if (PICTURES) {
            take(name);
        }
    }

    private void take(String name) {
        page.evaluate("window.scrollTo(0, 0)"); // else what is fixed at the top stands in the middle
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setCaret(ScreenshotCaret.INITIAL) // hiding it leaves style attributes behind, which the policy refuses
                .setFullPage(true));
    }

    private void judge(String name) {
        // In a frame that runs no scripts axe would wait for itself for ever.
        new AxeBuilder(page)
                .exclude("iframe")
                .analyze().getViolations().stream()
                        .filter(rule -> GRAVE.contains(rule.getImpact()))
                        .map(rule -> name + ": " + told(rule))
                        .forEach(complaints::add);
    }

    private static String told(Rule rule) {
        return rule.getId() + ", " + rule.getHelp()
                + rule.getNodes().stream().map(CheckedNode::getHtml).collect(Collectors.joining("\n  ", "\n  ", ""));
    }

    /** @param failedTest of which a picture is kept; its own failure is enough */
    void end(@Nullable String failedTest) {
        try {
            if (failedTest != null) {
                take("failed/" + failedTest.replaceAll("[^A-Za-z0-9.]+", ""));
                complaints.forEach(System.err::println);
            } else {
                assertThat(complaints).as("what the browser complains of").isEmpty();
            }
        } finally {
            context.close();
        }
    }
}
