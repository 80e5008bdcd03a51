package io.mailroom.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The accounts of a Docspell database with their mail settings, as parcels. Since 0.41 collectives have numbers for ids. */
final class DocspellAccounts {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What takes them, one after the other. */
    interface Use {
        void of(Parcel parcel) throws IOException;
    }

    private record User(
            String id,
            String collective,
            String login,
            @Nullable String email,
            @Nullable String hash) {
        String name() {
            return collective + "/" + login;
        }
    }

    private final Connection database;
    private final DocspellExport.Told told;

    DocspellAccounts(Connection database, DocspellExport.Told told) {
        this.database = database;
        this.told = told;
    }

    static boolean hasColumn(Connection database, String table, String column) throws SQLException {
        try (var found = database.getMetaData().getColumns(null, database.getSchema(), table, column)) {
            return found.next();
        }
    }

    void each(Use use) throws SQLException, IOException {
        var tasks = DocspellTasks.read(database, told);
        boolean oauth = hasColumn(database, "userimap", "imap_oauth2");
        String collective = "";
        for (var user : users()) {
            boolean first = !user.collective().equals(collective);
            collective = user.collective();
            var items = new ArrayList<Parcel.Item>();
            account(user, first).ifPresent(piece -> items.add(new Parcel.Item(Everything.ACCOUNT, piece)));
            pieces("select * from userimap where uid = ? order by name", user, row -> imap(row, oauth))
                    .forEach(piece -> items.add(new Parcel.Item("imap", piece)));
            pieces("select * from useremail where uid = ? order by name", user, row -> smtp(user, row))
                    .forEach(piece -> items.add(new Parcel.Item("smtp", piece)));
            tasks.getOrDefault(user.name(), List.of()).forEach(piece -> items.add(new Parcel.Item("task", piece)));
            use.of(new Parcel(user.collective(), user.login(), items));
        }
    }

    private List<User> users() throws SQLException {
        String sql = hasColumn(database, "collective", "cid")
                ? "select u.*, u.cid as collective from user_ u order by u.cid, u.created, u.uid"
                : "select u.*, c.name as collective from user_ u join collective c on c.id = u.coll_id"
                        + " order by c.name, u.created, u.uid";
        var users = new ArrayList<User>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                var user = new User(
                        rows.getString("uid"),
                        rows.getString("collective"),
                        rows.getString("login"),
                        rows.getString("email"),
                        rows.getString("password"));
                if ("disabled".equalsIgnoreCase(rows.getString("state"))) {
                    told.of(user.name(), "account", "It is disabled, and so left out.");
                } else {
                    users.add(user);
                }
            }
        }
        return users;
    }

    /** There are no admins in Docspell: the one who has been there longest becomes one. */
    private Optional<Piece> account(User user, boolean first) {
        if (user.hash() == null || !user.hash().startsWith("$2")) {
            told.of(
                    user.name(),
                    "account",
                    "It has no password of its own. Make the account in Mailroom before importing.");
            return Optional.empty();
        }
        var value = JSON.createObjectNode().put("admin", first);
        if (user.email() != null && !user.email().isBlank()) {
            value.put("email", user.email());
        }
        return Optional.of(new Piece(user.login(), value, Map.of("passwordHash", user.hash())));
    }

    private interface Mapping {
        Piece of(ResultSet row) throws SQLException;
    }

    private List<Piece> pieces(String sql, User user, Mapping mapping) throws SQLException {
        var pieces = new ArrayList<Piece>();
        try (var statement = database.prepareStatement(sql)) {
            statement.setString(1, user.id());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    pieces.add(mapping.of(rows));
                }
            }
        }
        return pieces;
    }

    private static Piece imap(ResultSet row, boolean oauth) throws SQLException {
        var value = server(row, "imap").put("useOAuth", oauth && row.getBoolean("imap_oauth2"));
        return new Piece(row.getString("name"), value, password(row, "imap"));
    }

    /** Docspell has switched XOAUTH2 on where it was told to ignore certificates. */
    private Piece smtp(User user, ResultSet row) throws SQLException {
        var value = server(row, "smtp").put("from", row.getString("mail_from"));
        String replyTo = row.getString("mail_replyto");
        if (replyTo != null) {
            value.put("replyTo", replyTo);
        }
        if (value.path("ignoreCertificates").asBoolean()) {
            told.of(
                    user.name(),
                    "smtp " + row.getString("name"),
                    "It ignores certificates from now on, as its form says; Docspell has used OAuth2 instead.");
        }
        return new Piece(row.getString("name"), value, password(row, "smtp"));
    }

    private static ObjectNode server(ResultSet row, String protocol) throws SQLException {
        var value = JSON.createObjectNode()
                .put(protocol + "Host", row.getString(protocol + "_host"))
                .put("sslType", row.getString(protocol + "_ssl"))
                .put("ignoreCertificates", !row.getBoolean(protocol + "_certcheck"));
        int port = row.getInt(protocol + "_port");
        if (!row.wasNull()) {
            value.put(protocol + "Port", port);
        }
        String user = row.getString(protocol + "_user");
        if (user != null && !user.isEmpty()) {
            value.put(protocol + "User", user);
        }
        return value;
    }

    private static Map<String, String> password(ResultSet row, String protocol) throws SQLException {
        String password = row.getString(protocol + "_password");
        return password == null || password.isEmpty() ? Map.of() : Map.of(protocol + "Password", password);
    }
}
