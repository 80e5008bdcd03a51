package io.mailroom.soak;

import io.mailroom.crash.send.Sink.Copy;
import io.mailroom.testsupport.ApiClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Whether everything that came in is there once, and everything that was to go out went out once. */
final class Books {

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final int SHOWN = 5;

    private final Scene scene;
    private final Load load;
    private final List<String> violations = new ArrayList<>();
    private int unknown;

    Books(Scene scene, Load load) {
        this.scene = scene;
        this.load = load;
    }

    List<String> violations() {
        return violations;
    }

    /** Mails that the server was given and of which nobody knows what became of them, as it was restarted in that moment. */
    int unknown() {
        return unknown;
    }

    void balance() throws SQLException {
        try {
            Awaitility.await("every mail is imported, and no mail waits to be sent")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .ignoreExceptions()
                    .until(this::isQuiet);
        } catch (ConditionTimeoutException e) {
            violations.add("stuck: " + e.getMessage());
        }
        try (var connection = scene.database().connection()) {
            imports(connection);
            uploads(connection);
            sent(connection);
        }
    }

    /** What waits for its next attempt is tried now, as its sender may. */
    private boolean isQuiet() throws SQLException {
        try (var connection = scene.database().connection()) {
            for (var mail : pairs(connection, """
                    select m.id::text, c.name from sent_mail m join collective c on c.id = m.collective_id
                    where m.status = 'queued' and m.claimed_until is null and m.next_attempt > now()""")) {
                var api = new ApiClient(scene.service(0).port());
                api.logIn(mail.getValue());
                api.post("/sec/email/outbox/" + mail.getKey() + "/retry", "");
            }
            return scene.people().stream()
                            .allMatch(person -> scene.dovecot()
                                    .files(person.address(), "INBOX")
                                    .findAny()
                                    .isEmpty())
                    && pairs(connection, "select id::text, '' from sent_mail where status in ('queued', 'sending')")
                            .isEmpty();
        }
    }

    private void imports(Connection connection) throws SQLException {
        var items = new HashMap<String, String>();
        var doubled = new ArrayList<String>();
        for (var item : pairs(connection, """
                select i.message_id, c.name from item i join collective c on c.id = i.collective_id
                where i.message_id is not null""")) {
            if (items.put(item.getKey(), item.getValue()) != null) {
                doubled.add(item.getKey());
            }
        }
        report("mails that are more than one item", doubled);
        report(
                "mails that are no item of their recipient",
                load.delivered().entrySet().stream()
                        .filter(mail -> !mail.getValue().collective().equals(items.get(mail.getKey())))
                        .map(Map.Entry::getKey)
                        .toList());
        for (var person : scene.people()) {
            long sent =
                    load.delivered().values().stream().filter(person::equals).count();
            long moved = scene.dovecot().files(person.address(), Scene.TARGET).count();
            if (sent != moved) {
                violations.add("%s was sent %d mails, and %d were moved".formatted(person.address(), sent, moved));
            }
        }
    }

    private void uploads(Connection connection) throws SQLException {
        var found = new HashMap<String, Integer>();
        for (var item : pairs(connection, "select name, '' from item where name like 'upload-%'")) {
            found.merge(item.getKey(), 1, Integer::sum);
        }
        report(
                "uploads that were answered and are not there once",
                load.uploaded().stream()
                        .filter(name -> found.getOrDefault(name, 0) != 1)
                        .toList());
    }

    private void sent(Connection connection) throws SQLException {
        var copies = new HashMap<>(scene.sink().taken());
        var stored = new HashMap<String, String>();
        var wrong = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var mails = statement.executeQuery("""
                        select m.id, m.subject, m.message_id, m.status, r.address
                        from sent_mail m join sent_mail_recipient r on r.mail_id = m.id""")) {
            while (mails.next()) {
                stored.put(mails.getString(2), mails.getString(1));
                var taken = copies.remove(new Copy(mails.getString(3), mails.getString(5)));
                int times = taken == null ? 0 : taken;
                var status = mails.getString(4);
                unknown += status.equals("unknown") ? 1 : 0;
                boolean well = switch (status) {
                    case "sent" -> times == 1;
                    case "unknown" -> times <= 1;
                    default -> false; // this server refuses nothing
                };
                if (!well) {
                    wrong.add(mails.getString(2) + " is " + status + " and was delivered " + times + " times");
                }
            }
        }
        report("mails that are not what became of them", wrong);
        report(
                "mails delivered of which nothing is known",
                copies.keySet().stream().map(Copy::toString).toList());
        report(
                "mails that were accepted and forgotten",
                load.accepted().entrySet().stream()
                        .filter(mail -> !mail.getValue().equals(stored.get(mail.getKey())))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private void report(String what, List<String> which) {
        if (!which.isEmpty()) {
            violations.add("%s: %d, such as %s"
                    .formatted(what, which.size(), which.stream().limit(SHOWN).toList()));
        }
    }

    private static List<Map.Entry<String, String>> pairs(Connection connection, String sql) throws SQLException {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                pairs.add(Map.entry(rows.getString(1), rows.getString(2)));
            }
        }
        return pairs;
    }
}
