package io.mailroom.crash.send;

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

    /** Has what waits for its next attempt tried now, as its sender may, and tells whether there is nothing left to wait for. */
    boolean hurriedIsEmpty() {
        mails("queued").forEach(mail -> {
            try {
                scene.api().post("/sec/email/outbox/" + mail + "/retry", "");
            } catch (IllegalStateException meanwhile) {
                // It has just been sent.
            }
        });
        return mails("queued,sending").isEmpty();
    }
}
