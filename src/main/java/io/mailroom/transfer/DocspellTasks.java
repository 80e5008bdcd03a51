package io.mailroom.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The scan tasks of a Docspell database, by the account that they are of: rows of {@code periodic_task} with JSON of
 * {@code ScanMailboxArgs}, whose account has other fields since 0.41.
 */
final class DocspellTasks {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final long HOUR_MILLIS = 3_600_000;

    /** What has the same name and meaning here. */
    private static final List<String> SAME = List.of(
            "imapConnection",
            "scanRecursively",
            "folders",
            "targetFolder",
            "deleteMail",
            "direction",
            "fileFilter",
            "subjectFilter",
            "language",
            "postHandleAll",
            "attachmentsOnly");

    private final Map<String, String> tags;
    private final Map<String, String> folders;
    private final DocspellExport.Told told;

    private DocspellTasks(Map<String, String> tags, Map<String, String> folders, DocspellExport.Told told) {
        this.tags = tags;
        this.folders = folders;
        this.told = told;
    }

    /** By {@code collective/login}. */
    static Map<String, List<Piece>> read(Connection database, DocspellExport.Told told) throws SQLException {
        var tasks = new DocspellTasks(
                names(database, "select tid, name from tag"), names(database, "select id, name from folder"), told);
        boolean summaries = DocspellAccounts.hasColumn(database, "periodic_task", "summary");
        var found = new HashMap<String, List<Piece>>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("select id, enabled, args, timer, "
                        + (summaries ? "summary" : "null as summary")
                        + " from periodic_task where task = 'scan-mailbox' order by id")) {
            while (rows.next()) {
                var args = args(rows.getString("args"));
                String owner = owner(args.path("account"));
                found.computeIfAbsent(owner, none -> new ArrayList<>())
                        .add(tasks.piece(
                                owner,
                                rows.getString("id"),
                                rows.getBoolean("enabled"),
                                rows.getString("timer"),
                                rows.getString("summary"),
                                args));
            }
        }
        return found;
    }

    private static Map<String, String> names(Connection database, String sql) throws SQLException {
        var names = new HashMap<String, String>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                names.put(rows.getString(1), rows.getString(2));
            }
        }
        return names;
    }

    private static JsonNode args(String text) throws SQLException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new SQLException("A task of Docspell has arguments that are no JSON.");
        }
    }

    private static String owner(JsonNode account) {
        return account.path("collective").asText() + "/"
                + account.path(account.has("login") ? "login" : "user").asText();
    }

    private Piece piece(
            String owner, String id, boolean enabled, String timer, @Nullable String summary, JsonNode args) {
        var value = JSON.createObjectNode().put("enabled", enabled).put("schedule", timer);
        if (summary != null && !summary.isBlank()) {
            value.put("summary", summary);
        }
        SAME.stream().filter(args::hasNonNull).forEach(field -> value.set(field, args.get(field)));
        if (!value.has("scanRecursively")) {
            value.put("scanRecursively", false);
        }
        if (args.hasNonNull("receivedSince")) {
            value.put(
                    "receivedSinceHours", Math.max(1, args.path("receivedSince").asLong() / HOUR_MILLIS));
        }
        if (args.hasNonNull("tags")) {
            var items = value.putObject("tags").putArray("items");
            args.path("tags").forEach(tag -> items.add(tags.getOrDefault(tag.asText(), tag.asText())));
        }
        String folder = args.path("itemFolder").asText("");
        if (folders.containsKey(folder)) {
            value.put("itemFolder", folders.get(folder));
        } else if (!folder.isEmpty() && !args.path("itemFolder").isNull()) {
            told.of(owner, "task " + id, "The folder that its items go to is gone; they go to none.");
        }
        // Always the same one, so that importing once more finds it.
        return new Piece(
                UUID.nameUUIDFromBytes(("docspell/" + id).getBytes(UTF_8)).toString(), value, Map.of());
    }
}
