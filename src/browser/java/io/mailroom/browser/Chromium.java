package io.mailroom.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Chromium of this machine, started once for all tests of a run. */
final class Chromium {

    /** Its sandbox needs privileges that machines for tests mostly do not have; it loads nothing but our own pages. */
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static @Nullable Browser running;

    private Chromium() {}

    static Optional<Path> program() {
        return Stream.of(
                        System.getenv("MAILROOM_CHROMIUM"),
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome",
                        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
                .filter(path -> path != null && Files.isExecutable(Path.of(path)))
                .map(Path::of)
                .findFirst();
    }

    static synchronized Browser get() {
        Browser browser = running;
        if (browser == null) {
            var options = new BrowserType.LaunchOptions()
                    .setExecutablePath(program().orElseThrow())
                    .setHeadless(true)
                    .setArgs(ARGUMENTS);
            var environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
            browser = Playwright.create(new Playwright.CreateOptions().setEnv(environment))
                    .chromium()
                    .launch(options);
            Runtime.getRuntime().addShutdownHook(new Thread(browser::close));
            running = browser;
        }
        return browser;
    }
}
