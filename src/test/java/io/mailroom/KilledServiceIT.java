package io.mailroom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service on its own durable database, killed with -9 and started again. */
class KilledServiceIT {

    private static final int MAILS = 30;

    @TempDir
    Path directory;

    @Test
    void everythingShouldBeThereAfterTheServiceWasKilled() throws Exception {
        Path data = directory.resolve("data");
        try (var mail = GreenMailServer.start()) {
            mail.user("anna@example.org");
            String task;
            try (var service = ServiceProcess.start(data)) {
                var api = new ApiClient(service.port());
                api.signUp("family");
                addConnection(api, mail);
                deliver(mail, 0);
                task = addTask(api);
                awaitItems(api, MAILS);
                service.kill();
            }

            deliver(mail, MAILS);
            try (var service = ServiceProcess.start(data)) {
                var api = new ApiClient(service.port());
                api.logIn("family");
                awaitItems(api, 2 * MAILS);

                assertThat(api.get("/sec/email/settings/imap/mail")
                                .get("hasPassword")
                                .asBoolean())
                        .isTrue();
                assertThat(total(api.get("/sec/usertask/scanmailbox/" + task + "/runs"), "imported"))
                        .isEqualTo(2 * MAILS);
                assertThat(Files.getPosixFilePermissions(data.resolve("sealing.key")))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
                assertThat(service.log()).doesNotContain(ApiClient.PASSWORD, GreenMailServer.PASSWORD);
            }
        }
    }

    @Test
    void wrongKeyShouldBeRefusedAtStartByName() throws Exception {
        Path data = directory.resolve("data");
        ServiceProcess.start(data).close();

        String other = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
        try (var refused = ServiceProcess.launch(data, "-Dmailroom.secret.key=" + other)) {
            assertThat(refused.process().waitFor(Duration.ofSeconds(60))).isTrue();

            assertThat(refused.process().exitValue()).isNotZero();
            assertThat(refused.log()).contains("mailroom.secret.key").doesNotContain(other);
        }
    }

    private static void addConnection(ApiClient api, GreenMailServer mail) {
        api.post(
                "/sec/email/settings/imap",
                Map.of(
                        "name",
                        "mail",
                        "imapHost",
                        "127.0.0.1",
                        "imapPort",
                        mail.imap().port(),
                        "imapUser",
                        "anna@example.org",
                        "imapPassword",
                        GreenMailServer.PASSWORD,
                        "sslType",
                        "none",
                        "ignoreCertificates",
                        false,
                        "useOAuth",
                        false));
    }

    private static String addTask(ApiClient api) {
        var task = new HashMap<String, Object>();
        task.put("enabled", true);
        task.put("imapConnection", "mail");
        task.put("folders", List.of("INBOX"));
        task.put("scanRecursively", false);
        task.put("schedule", "*-*-* *:*:0/2");
        task.put("deleteMail", false);
        return api.post("/sec/usertask/scanmailbox", task).get("id").asText();
    }

    private static void deliver(GreenMailServer mail, int first) {
        var user = mail.user("anna@example.org");
        for (int i = first; i < first + MAILS; i++) {
            user.deliver(message(i));
        }
    }

    private static jakarta.mail.internet.MimeMessage message(int number) {
        try {
            var text = "From: ben@example.org\r\nSubject: Mail " + number + "\r\nMessage-ID: <" + number
                    + "@example.org>\r\n\r\nBody " + number + "\r\n";
            return new jakarta.mail.internet.MimeMessage(
                    null, new java.io.ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitItems(ApiClient api, int number) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() ->
                        assertThat(api.get("/sec/item?limit=500").get("items")).hasSize(number));
    }

    private static long total(JsonNode runs, String number) {
        long total = 0;
        for (var run : runs.get("items")) {
            total += run.get(number).asLong();
        }
        return total;
    }
}
