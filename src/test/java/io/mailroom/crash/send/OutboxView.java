package io.mailroom.crash.send;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** What the sender of the mails sees in the outbox. */
final class OutboxView {

    private final Scene scene;

    OutboxView(Scene scene) {
        this.scene = scene;
    }

    /** The ids of the mails with one of these statuses. */
    Set<String> mails(String statuses) {
        var ids = new HashSet<String>();
        String cursor = "";
        do {
            var page = scene.api().get("/sec/email/outbox?limit=500&status=" + statuses + cursor);
            page.get("items").forEach(mail -> ids.add(mail.get("id").asText()));
            cursor = page.hasNonNull("cursor") ? "&cursor=" + page.get("cursor").asText() : "";
        } while (!cursor.isEmpty());
        return ids;
    }

    /** Makes what waits for its next attempt due, and tells whether there is nothing left to wait for. */
    boolean hurriedIsEmpty() throws SQLException, IOException {
        try (var connection = scene.lookIntoDatabase();
                var statement = connection.createStatement()) {
            // Not by way of the API: whoever asks for another attempt there takes it on himself that a copy is the
            // second.
            statement.executeUpdate("update sent_mail set next_attempt = now() where status = 'queued'"
                    + " and next_attempt > now() and claimed_until is null");
        }
        return mails("queued,sending").isEmpty();
    }
}
