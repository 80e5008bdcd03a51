package io.mailroom.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailroom.imap.HeaderSink;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.MessageInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Whether every mail that was delivered is one item, lies in the target once, and has one row in the ledger. */
final class Verdict {

    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID:\\s*<([^>]+)>");
    private static final int SHOWN = 5;

    /** One in so many originals is downloaded and hashed; the large ones all are. */
    private static final int SAMPLED = 10;

    private final Scene scene;
    private final Deliveries deliveries;
    private final Random random;
    private final List<String> violations = new ArrayList<>();

    Verdict(Scene scene, Deliveries deliveries, Random random) {
        this.scene = scene;
        this.deliveries = deliveries;
        this.random = random;
    }

    List<String> violations() throws SQLException, IOException {
        everyMailIsOneItem();
        everyMailIsInTheTargetOnce();
        noRunIsLeft();
        ledgerHasOneRowAMail();
        return violations;
    }

    private void everyMailIsOneItem() {
        var items = new HashMap<String, Integer>();
        String cursor = "";
        do {
            var page = scene.api().get("/sec/item?limit=500&cursor=" + cursor);
            for (var entry : page.get("items")) {
                var item = scene.api().get("/sec/item/" + entry.get("id").asText());
                String messageId = item.get("mail").get("messageId").asText();
                items.merge(messageId, 1, Integer::sum);
                if (deliveries.large().contains(messageId) || random.nextInt(SAMPLED) == 0) {
                    compare(messageId, item);
                }
            }
            cursor = page.path("cursor").asText("");
        } while (!cursor.isEmpty());
        once("items", items);
    }

    private void compare(String messageId, JsonNode item) {
        String id = item.get("archives").get(0).get("id").asText();
        var original = scene.api().download("/sec/attachment/" + id + "/archive");
        if (!Deliveries.sha256(original).equals(deliveries.hashes().get(messageId))) {
            violations.add("the original of " + messageId + " is not what was delivered");
        }
    }

    private void once(String where, Map<String, Integer> found) {
        report(
                where + ": missing",
                deliveries.hashes().keySet().stream()
                        .filter(id -> !found.containsKey(id))
                        .toList());
        report(
                where + ": more than once",
                found.entrySet().stream()
                        .filter(it -> it.getValue() > 1)
                        .map(Map.Entry::toString)
                        .toList());
        report(
                where + ": never delivered",
                found.keySet().stream()
                        .filter(id -> !deliveries.hashes().containsKey(id))
                        .toList());
    }

    private void report(String what, List<String> which) {
        if (!which.isEmpty()) {
            violations.add(what + ": " + which.size() + ", such as "
                    + which.stream().limit(SHOWN).toList());
        }
    }

    private void everyMailIsInTheTargetOnce() {
        if (!scene.sourceIsEmpty()) {
            violations.add("the source is not empty: "
                    + scene.dovecot().files(Scene.USER, Scene.SOURCE).count());
        }
        var found = new HashMap<String, Integer>();
        try (var client = scene.mailProgram();
                var target = client.examine(Scene.TARGET)) {
            var uids = new ArrayList<Long>();
            target.overview(0, Long.MAX_VALUE, (MessageInfo message) -> uids.add(message.uid()));
            target.fetchHeaders(uids.stream().mapToLong(Long::longValue).toArray(), new HeaderSink() {
                @Override
                public void accept(long uid, ByteBuffer header) {
                    var id = MESSAGE_ID.matcher(StandardCharsets.ISO_8859_1.decode(header));
                    found.merge(id.find() ? id.group(1) : "none", 1, Integer::sum);
                }

                @Override
                public void gone(long uid) {
                    violations.add("UID " + uid + " vanished from the target");
                }

                @Override
                public void unreadable(long uid, ImapException cause) {
                    violations.add("UID " + uid + " of the target: " + cause.getMessage());
                }
            });
        }
        once("target", found);
    }

    private void noRunIsLeft() throws SQLException, IOException {
        scene.pauseTask();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> count("select count(*) from scan_run where state = 'running'") == 0);
        } catch (ConditionTimeoutException e) {
            violations.add("runs left: " + count("select count(*) from scan_run where state = 'running'"));
        }
    }

    private void ledgerHasOneRowAMail() throws SQLException, IOException {
        expect("rows of the ledger", "select count(*) from scan_ledger", deliveries.number());
        expect(
                "imported in the ledger",
                "select count(distinct item_id) from scan_ledger where outcome = 'imported'",
                deliveries.number());
        expect("open intentions", "select count(*) from scan_ledger where action is not null", 0);
        expect("imported by all runs", "select coalesce(sum(imported), 0) from scan_run", deliveries.number());
    }

    private void expect(String what, String sql, long wanted) throws SQLException, IOException {
        long found = count(sql);
        if (found != wanted) {
            violations.add(what + ": " + found + " instead of " + wanted);
        }
    }

    private long count(String sql) throws SQLException, IOException {
        try (var connection = scene.lookIntoDatabase();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
