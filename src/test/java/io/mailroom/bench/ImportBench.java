package io.mailroom.bench;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Imports a mailbox of 2,000 mails (60 % of 5 KB, 30 % of 60 KB with an attachment, 10 % of 500 KB) from Dovecot into a
 * durable PostgreSQL, through the packaged service as a user would, and prints mails per second. The first mailbox warms
 * the service up and is printed, too. Arguments: mails a mailbox, and how many mailboxes after the first.
 */
public final class ImportBench {

    private ImportBench() {}

    public static void main(String[] args) throws Exception {
        int mails = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        var data = Files.createTempDirectory("mailroom-bench");
        try (var dovecot = DovecotServer.start();
                var service = ServiceProcess.start(data)) {
            var api = new ApiClient(service.port());
            api.signUp("bench");
            for (int round = 0; round <= rounds; round++) {
                long bytes = fill(dovecot, "user" + round, round * mails, mails);
                System.out.printf(
                        "%s: %s%n", round == 0 ? "cold" : "warm", measure(api, dovecot, "user" + round, mails, bytes));
            }
        } finally {
            delete(data);
        }
    }

    private static long fill(DovecotServer dovecot, String user, int first, int mails) {
        long bytes = 0;
        var some = new ArrayList<byte[]>();
        for (int i = 0; i < mails; i++) {
            byte[] mail = mail(first + i, i % 10);
            bytes += mail.length;
            some.add(mail);
            if (some.size() == 200 || i == mails - 1) {
                dovecot.deliver(user, "INBOX", some);
                some.clear();
            }
        }
        return bytes;
    }

    private static byte[] mail(int number, int kind) {
        if (kind < 6) {
            return SampleMail.text(number, 5_000);
        }
        return SampleMail.withAttachment(number, kind < 9 ? 60_000 : 500_000);
    }

    private static String measure(ApiClient api, DovecotServer dovecot, String user, int mails, long bytes)
            throws InterruptedException {
        api.post(
                "/sec/email/settings/imap",
                Map.of(
                        "name",
                        user,
                        "imapHost",
                        "127.0.0.1",
                        "imapPort",
                        dovecot.plain().port(),
                        "imapUser",
                        user,
                        "imapPassword",
                        DovecotServer.PASSWORD,
                        "sslType",
                        "none",
                        "ignoreCertificates",
                        false,
                        "useOAuth",
                        false));
        var task = Map.of(
                "enabled",
                false,
                "imapConnection",
                user,
                "folders",
                List.of("INBOX"),
                "scanRecursively",
                false,
                "schedule",
                "*-*-* 0:00",
                "deleteMail",
                false);
        String id = api.post("/sec/usertask/scanmailbox", task).get("id").asText();
        var saved = new java.util.HashMap<String, Object>(task);
        saved.put("id", id);

        long began = System.nanoTime();
        api.post("/sec/usertask/scanmailbox/startonce", saved);
        long imported = 0;
        long runs = 0;
        while (imported < mails) {
            Thread.sleep(20); // a program that watches, not a test
            imported = 0;
            runs = 0;
            for (var run : api.get("/sec/usertask/scanmailbox/" + id + "/runs").get("items")) {
                imported += run.get("imported").asLong();
                runs++;
                if (run.get("state").asText().equals("failed")) {
                    throw new IllegalStateException(run.toString());
                }
            }
            if (System.nanoTime() - began > Duration.ofMinutes(10).toNanos()) {
                throw new IllegalStateException("only " + imported + " mails after ten minutes");
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return String.format(
                "%d mails, %.1f MB in %.2f s = %.0f mails/s, %.1f MB/s, in %d runs",
                imported, bytes / 1e6, seconds, imported / seconds, bytes / 1e6 / seconds, runs);
    }

    static void delete(Path directory) throws Exception {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
