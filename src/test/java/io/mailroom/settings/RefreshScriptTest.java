package io.mailroom.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.egress.Credential;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script with which people of the peer keep an access token fresh works here, too. Only the values at its head are
 * filled in, as it asks; the token tool is a stand-in that prints what Google's prints.
 */
@QuarkusTest
class RefreshScriptTest {

    private static final String FRESH = "ya29.a0-fresh_q-lX3ypntk3ln0h9Yk";

    @Inject
    MailServers servers;

    @Inject
    Transactions transactions;

    @Inject
    Database database;

    @TempDir
    Path directory;

    @BeforeEach
    void programsShouldBeThere() {
        List<String> missing = Stream.of("bash", "curl", "jq")
                .filter(program -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(":"))
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, program))))
                .toList();
        if ("true".equals(System.getenv("MAILROOM_REQUIRE_DOVECOT"))) {
            assertThat(missing).as("programs that the optional lanes need").isEmpty();
        }
        if (!missing.isEmpty()) {
            System.out.println("Skipping the refresh script: " + missing + " is not installed.");
        }
        assumeThat(missing).as("programs that the script needs").isEmpty();
    }

    @Test
    void scriptShouldStoreTheFreshTokenAndChangeNothingElse() throws Exception {
        User user = User.anAdmin();
        user.request()
                .body(Map.of(
                        "name",
                        "gmail.com",
                        "imapHost",
                        "imap.gmail.com",
                        "imapPort",
                        993,
                        "imapUser",
                        "your.name@gmail.com",
                        "imapPassword",
                        "ya29.stale",
                        "sslType",
                        "ssl",
                        "ignoreCertificates",
                        false,
                        "useOAuth",
                        true))
                .post("/api/v1/sec/email/settings/imap")
                .then()
                .statusCode(200);
        Map<String, Object> before = settings(user);

        String output = run(script(user, user.password()), 0);

        assertThat(output)
                .contains("Current Settings:", "Mail settings stored.", "New Settings:")
                .doesNotContain("ya29");
        UUID account = user.accountId(database);
        assertThat(transactions
                        .await(() -> servers.imap(account, "gmail.com"))
                        .orElseThrow()
                        .credentials()
                        .current())
                .isEqualTo(new Credential.AccessToken("your.name@gmail.com", FRESH));
        Map<String, Object> after = settings(user);
        assertThat(after.remove("version")).isNotEqualTo(before.remove("version"));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void scriptShouldStopWhenThePasswordIsWrong() throws Exception {
        User user = User.anAdmin();

        assertThat(run(script(user, "wrong"), 1)).contains("Auth failed", "\"success\":false");
    }

    private Path script(User user, String password) throws IOException {
        String text = Files.readString(Path.of("src/test/resources/seed/refresh-imap-token.sh"))
                .replace("[docspell-user]", user.collective() + "/" + user.login())
                .replace("[docspell-password]", password)
                .replace("http://localhost:7880", "http://localhost:" + RestAssured.port);
        executable("oauth2.py", """
                #!/usr/bin/env bash
                echo "Access Token: %s"
                echo "Access Token Expiration Seconds: 3599"
                """.formatted(FRESH));
        return executable("refresh.sh", text);
    }

    private Path executable(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private String run(Path script, int exitCode) throws Exception {
        Path output = directory.resolve("output");
        var process = new ProcessBuilder("bash", script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isEqualTo(exitCode);
        return text;
    }

    private static Map<String, Object> settings(User user) {
        return user.request().get("/api/v1/sec/email/settings/imap/gmail.com").path("");
    }
}
