package io.mailroom.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.agroal.api.AgroalDataSource;
import io.mailroom.schedule.Job;
import io.mailroom.secret.SealedColumn;
import io.mailroom.secret.Secrets;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.User;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A database of an earlier release with something in every table, brought to the present, and then read by the service: its
 * rows become some of those that the service of the tests has.
 */
@QuarkusTest
class UpgradeTest {

    private static final String SCHEMA = "earlier_release";
    private static final String PASSWORD = "correct horse";
    private static final String RAW = """
            From: ben@example.org\r
            To: anna@example.org\r
            Subject: An invoice\r
            Message-ID: <one@example.org>\r
            \r
            An octet""";

    /** What is one installation's: the one of the tests has its own. */
    private static final List<String> OF_INSTALLATION = List.of(
            "flyway_schema_history",
            "sealing_key",
            "token_keyset",
            "sealing_replica",
            "watch_replica",
            "database_identity",
            "scan_watch");

    @Inject
    AgroalDataSource dataSource;

    @Inject
    Secrets secrets;

    @All
    @Inject
    List<Job> jobs;

    private final String mark = UUID.randomUUID().toString().substring(0, 8);
    private final GreenMailServer mail = GreenMailServer.start();

    @BeforeEach
    void clean() throws SQLException {
        execute("drop schema if exists " + SCHEMA + " cascade");
    }

    @AfterEach
    void stop() throws SQLException {
        mail.close();
        clean();
    }

    private Flyway flyway(String target) {
        return Flyway.configure()
                .dataSource(dataSource)
                .defaultSchema(SCHEMA)
                .locations("db/migration")
                .target(target)
                .load();
    }

    private UUID id(int number) {
        return UUID.fromString("%s-0000-4000-8000-%012d".formatted(mark, number));
    }

    private void fill(String file) throws IOException, SQLException {
        var sql = new String(getClass().getResourceAsStream(file).readAllBytes(), UTF_8)
                .replaceAll("\\bid\\((\\d+)\\)", "('" + mark + "-0000-4000-8000-' || lpad('$1', 12, '0'))::uuid")
                .replace(":collective", "upgrade-" + mark)
                .replace(":raw-hash", "sha256(" + bytes((RAW + mark).getBytes(UTF_8)) + ")")
                .replace(":raw", bytes((RAW + mark).getBytes(UTF_8)))
                .replace(":hash", hash())
                .replace(":imap-password", sealed(GreenMailServer.PASSWORD, SealedColumn.IMAP_PASSWORD, 7))
                .replace(":smtp-password", sealed(GreenMailServer.PASSWORD, SealedColumn.SMTP_PASSWORD, 8))
                .replace(":webhook-secret", sealed("whsec", SealedColumn.WEBHOOK_SECRET, 10))
                .replace(":imap", String.valueOf(mail.imap().port()))
                .replace(":smtp", String.valueOf(mail.smtp().port()));
        execute(sql);
    }

    private String sealed(String secret, SealedColumn column, int row) {
        return bytes(secrets.seal(secret, column.of(id(row))));
    }

    private static String bytes(byte[] bytes) {
        return "'\\x" + HexFormat.of().formatHex(bytes) + "'::bytea";
    }

    private static String hash() {
        return Password.hash(PASSWORD)
                .addRandomSalt(16)
                .with(Argon2Function.getInstance(1024, 1, 1, 32, Argon2.ID))
                .getResult();
    }

    @Test
    void serviceShouldGoOnWithWhatAnEarlierReleaseHas() throws Exception {
        mail.user("anna@example.org");
        flyway("23").migrate();
        fill("V23.sql");
        flyway("29").migrate();
        fill("V29.sql");
        var before = rows();
        assertThat(before)
                .allSatisfy((table, number) -> assertThat(number).as(table).isPositive());

        flyway("latest").migrate();

        assertThat(rows()).containsAllEntriesOf(before);
        takeOver();
        var anna = User.loggedIn("upgrade-" + mark, "anna", PASSWORD);
        assertThat(get(anna, "email/settings/imap").getList("items.name")).containsExactly("in");
        assertThat(get(anna, "email/settings/smtp").getString("items[0].sentMailbox.imap"))
                .isEqualTo("in");
        assertThat(get(anna, "oauth/grant").getString("items[0].state")).isEqualTo("needs-reauth");
        assertThat(get(anna, "item").getList("items.name")).containsExactly("An invoice");
        assertThat(get(anna, "item/" + id(13)).getString("attachments[0].name")).isEqualTo("invoice.txt");
        assertThat(anna.request().get("/api/v1/sec/attachment/" + id(14)).asString())
                .isEqualTo("An octet");
        assertThat(anna.request()
                        .get("/api/v1/sec/attachment/" + id(14) + "/archive")
                        .asString())
                .isEqualTo(RAW + mark);
        assertThat(get(anna, "email/sent/item/" + id(13)).getString("items[0].status"))
                .isEqualTo("sent");
        assertThat(get(anna, "usertask/scanmailbox/" + id(15) + "/runs").getList("items.imported"))
                .containsExactly(1);
        assertThat(get(anna, "email/template").getList("items.name")).containsExactly("reminder");
        assertThat(get(anna, "webhook").getList("items.url")).containsExactly("https://hook.example.org/");
        assertThat(get(anna, "audit").getList("items.act")).contains("log-in");
        assertThat(passwordsOpen(anna)).isTrue();
        assertThat(runOnce(anna)).containsExactly("An invoice", "New since");
    }

    private static JsonPath get(User user, String path) {
        return user.request()
                .get("/api/v1/sec/" + path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static boolean passwordsOpen(User user) {
        return List.of("imap/in", "smtp/out").stream()
                .allMatch(setting -> user.request()
                        .post("/api/v1/sec/email/settings/" + setting + "/test")
                        .jsonPath()
                        .getBoolean("success"));
    }

    /** The task that was there goes on: what it has, it has. */
    private List<String> runOnce(User user) {
        com.icegreen.greenmail.util.GreenMailUtil.sendTextEmail(
                "anna@example.org",
                "ben@example.org",
                "New since",
                "Hello",
                mail.greenMail().getSmtp().getServerSetup());
        jobs.stream()
                .filter(job -> job.name().equals("scan-mailbox"))
                .findFirst()
                .orElseThrow()
                .run(id(15).toString());
        return get(user, "item").<String>getList("items.name").stream().sorted().toList();
    }

    /** How many rows each table has, but those of a single one that are made by the migrations. */
    private Map<String, Long> rows() throws SQLException {
        var rows = new TreeMap<String, Long>();
        for (String table : tables()) {
            if (!table.equals("flyway_schema_history")) {
                rows.put(
                        table,
                        Long.valueOf(query("select count(*) from " + SCHEMA + "." + table)
                                .getFirst()));
            }
        }
        return rows;
    }

    private List<String> tables() throws SQLException {
        return query("select table_name from information_schema.tables where table_schema = '" + SCHEMA
                + "' and table_type = 'BASE TABLE' order by 1");
    }

    /** Each referring to what is there before. */
    private void takeOver() throws SQLException {
        var sql = new StringBuilder("set local session_replication_role = replica;\n");
        for (String table : tables()) {
            if (!OF_INSTALLATION.contains(table)) {
                var columns = String.join(
                        ", ",
                        query("select quote_ident(column_name) from information_schema.columns where table_schema = '"
                                + SCHEMA + "' and table_name = '" + table + "' and is_generated = 'NEVER'"));
                // By way of JSON, as types of our own are other ones in another schema.
                sql.append("""
                        insert into public.%1$s (%2$s) overriding system value
                            select %2$s from json_populate_recordset(
                                null::public.%1$s, (select json_agg(to_json(t)) from %3$s.%1$s t));
                        """.formatted(table, columns, SCHEMA));
            }
        }
        within("public", statement -> {
            try {
                statement.execute("begin; " + sql + " commit;");
            } catch (SQLException e) {
                statement.execute("rollback");
                throw e;
            }
        });
    }

    private void execute(String sql) throws SQLException {
        within(SCHEMA, statement -> statement.execute(sql));
    }

    private List<String> query(String sql) throws SQLException {
        var found = new ArrayList<String>();
        within("public", statement -> {
            try (var rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        });
        return found;
    }

    private interface Work {
        void run(Statement statement) throws SQLException;
    }

    /** The connection goes back to the pool as it came, whatever happens. */
    private void within(String schema, Work work) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setSchema(schema);
            try {
                work.run(statement);
            } finally {
                connection.setSchema("public");
            }
        }
    }
}
