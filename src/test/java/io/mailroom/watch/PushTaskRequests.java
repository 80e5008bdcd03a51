package io.mailroom.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.egress.MailServer;
import io.mailroom.testsupport.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Saves connections and tasks with push over HTTP, and looks what became of them. */
record PushTaskRequests(User user, Database database) {

    static final String TASKS = "/api/v1/sec/usertask/scanmailbox";

    private static final String CONNECTIONS = "/api/v1/sec/email/settings/imap";

    void connection(String name, MailServer server, String login, String password) {
        var stored =
                user.request().body(settings(name, server, login, password)).post(CONNECTIONS);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }

    void changeConnection(String name, MailServer server, String login, String password) {
        var stored =
                user.request().body(settings(name, server, login, password)).put(CONNECTIONS + "/{name}", name);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }

    private static Map<String, Object> settings(String name, MailServer server, String login, String password) {
        return Map.of(
                "name",
                name,
                "imapHost",
                server.host(),
                "imapPort",
                server.port(),
                "imapUser",
                login,
                "imapPassword",
                password,
                "sslType",
                "none",
                "ignoreCertificates",
                false);
    }

    /** A task that is run by push, and by its schedule once in a blue moon. */
    String task(String connection, List<String> folders, Object... changes) {
        var task = new HashMap<String, Object>(Map.of(
                "enabled", true,
                "push", true,
                "imapConnection", connection,
                "folders", folders,
                "scanRecursively", false,
                "schedule", "*-02-29 3:00",
                "deleteMail", false));
        for (int i = 0; i < changes.length; i += 2) {
            task.put((String) changes[i], changes[i + 1]);
        }
        var stored = user.request().body(task).post(TASKS);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
        return stored.path("id");
    }

    void change(String task, String field, Object value) {
        Map<String, Object> settings = new HashMap<>(
                user.request().get(TASKS + "/{id}", task).jsonPath().getMap(""));
        settings.put(field, value);
        var stored = user.request().body(settings).put(TASKS);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }

    void delete(String task) {
        assertThat(user.request().delete(TASKS + "/{id}", task).statusCode()).isEqualTo(200);
    }

    String state(String task) {
        return user.request().get(TASKS + "/{id}", task).path("watch.state");
    }

    String error(String task) {
        return user.request().get(TASKS + "/{id}", task).path("watch.error");
    }

    boolean isWoken(String task) {
        return !database.query("select 1 from scheduled_tasks where task_instance = $1 and again", task)
                .isEmpty();
    }

    /** As when the run has begun. */
    void sleepAgain(String task) {
        database.update("update scheduled_tasks set again = false where task_instance = $1", task);
    }

    /** As when a run has come to the end of the mailbox. */
    void reach(String task, String mailbox, long uid) {
        database.update("""
                insert into mailbox_cursor (task_id, mailbox, uid_validity, last_uid) values ($1, $2, 7, $3)
                on conflict (task_id, mailbox, uid_validity) do update set last_uid = excluded.last_uid""", UUID.fromString(task), mailbox, uid);
    }
}
