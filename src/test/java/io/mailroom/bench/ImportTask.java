package io.mailroom.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.DovecotServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A scan task of one Dovecot user's INBOX, driven through the API. */
record ImportTask(ApiClient api, String user, String id) {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** Where it stands, over all its runs. */
    record Progress(long imported, long failed, int runs, boolean running) {}

    static ImportTask create(ApiClient api, DovecotServer dovecot, String user) {
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
                        "none"));
        var id = api.post("/sec/usertask/scanmailbox", settings(user)).get("id").asText();
        return new ImportTask(api, user, id);
    }

    private static Map<String, Object> settings(String user) {
        return Map.of("enabled", false, "imapConnection", user, "folders", List.of("INBOX"), "schedule", "*-*-* 0:00");
    }

    void start() {
        var saved = new HashMap<>(settings(user));
        saved.put("id", id);
        api.post("/sec/usertask/scanmailbox/startonce", saved);
    }

    /** Of the newest runs, a page of them. */
    Progress progress() {
        long imported = 0;
        long failed = 0;
        int runs = 0;
        boolean running = false;
        for (var run : api.get("/sec/usertask/scanmailbox/" + id + "/runs").get("items")) {
            imported += run.get("imported").asLong();
            failed += run.get("failed").asLong();
            running |= run.get("state").asText().equals("running");
            runs++;
            if (run.get("state").asText().equals("failed")) {
                throw new IllegalStateException(run.toString());
            }
        }
        return new Progress(imported, failed, runs, running);
    }

    /** Waits until so many mails are imported and no run is under way. */
    Progress await(long mails) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            Thread.sleep(20); // a program that watches, not a test
            var progress = progress();
            if (progress.imported() == mails && !progress.running()) {
                return progress;
            }
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException(user + ": " + progress + " after " + PATIENCE);
            }
        }
    }

    /** Mails imported by all runs, however many pages of them there are. */
    long items() {
        long imported = 0;
        String cursor = "";
        while (cursor != null) {
            var page = api.get("/sec/usertask/scanmailbox/" + id + "/runs" + cursor);
            for (var run : page.get("items")) {
                imported += run.get("imported").asLong();
            }
            cursor = page.has("cursor") ? "?cursor=" + page.get("cursor").asText() : null;
        }
        return imported;
    }

    /** @return how long the run took, in milliseconds */
    long runAgain() throws InterruptedException {
        var before = newest().get("id").asText();
        start();
        while (true) {
            Thread.sleep(5); // a program that watches, not a test
            var run = newest();
            if (!run.get("id").asText().equals(before)
                    && !run.get("state").asText().equals("running")) {
                return run.get("ended").asLong() - run.get("started").asLong();
            }
        }
    }

    private JsonNode newest() {
        return api.get("/sec/usertask/scanmailbox/" + id + "/runs").get("items").get(0);
    }
}
