package io.mailroom.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.BcryptFunction;
import com.password4j.Password;
import com.password4j.types.Bcrypt;
import io.agroal.api.AgroalDataSource;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tables and columns are those that Docspell's migrations for PostgreSQL leave behind, as far as they are read: V1.0.0
 * initial_database, V1.1.0 useremail, V1.3.0 periodic_job, V1.8.0 folders, the one that adds imap_oauth2 to userimap, and, for
 * 0.41 and later, V1.39.0 collective_id with the arguments of tasks as V1_39_2__MigrateTasks rewrites them.
 */
@QuarkusTest
class DocspellExportTest {

    private static final String PASSPHRASE = "a horse, a battery and a staple";
    private static final String PASSWORD = "known to Docspell";

    private static final String COMMON = """
            create table useremail (id varchar(254) primary key, uid varchar(254) not null, name varchar(254) not null,
                smtp_host varchar(254) not null, smtp_port int, smtp_user varchar(254), smtp_password varchar(254),
                smtp_ssl varchar(254) not null, smtp_certcheck boolean not null, mail_from varchar(254) not null,
                mail_replyto varchar(254), created timestamp not null);
            create table userimap (id varchar(254) primary key, uid varchar(254) not null, name varchar(254) not null,
                imap_host varchar(254) not null, imap_port int, imap_user varchar(254), imap_password varchar(254),
                imap_ssl varchar(254) not null, imap_certcheck boolean not null, created timestamp not null);
            create table periodic_task (id varchar(254) primary key, enabled boolean not null, task varchar(254) not null,
                group_ varchar(254) not null, args text not null, subject varchar(254) not null,
                submitter varchar(254) not null, priority int not null, worker varchar(254), timer varchar(254) not null,
                nextrun timestamp not null);
            create table tag (tid varchar(254) primary key, name varchar(254) not null);
            create table folder (id varchar(254) primary key, name varchar(254) not null);
            insert into tag values ('t-1', 'bill');
            insert into folder values ('f-1', 'Household');
            insert into useremail values ('e-1', 'u-1', 'out', 'smtp.example.org', null, 'anna', 'send me', 'starttls', true,
                'Anna <anna@example.org>', 'office@example.org', now());
            insert into useremail values ('e-2', 'u-1', 'odd', 'smtp.example.org', 2525, null, null, 'noencryption', false,
                'anna@example.org', null, now());
            insert into userimap values ('i-1', 'u-1', 'in', 'imap.example.org', 994, 'anna', 'read me', 'ssl', true, now());
            insert into periodic_task values
                ('gGqN-1', true, 'scan-mailbox', 'g', '%s', 's', 'u-1', 1, null, 'Mon..Fri *-*-* 06/2:30', now()),
                ('gGqN-2', true, 'scan-mailbox', 'g', '%s', 's', 'u-1', 1, null, '*-*-* 0/0:00', now()),
                ('gGqN-3', true, 'empty-trash', 'g', '{}', 's', 'g', 1, null, '*-*-* 0:00', now());
            """;

    /** Before 0.41. */
    private static final String OLD = """
            create table collective (cid varchar(254) primary key, state varchar(254), doclang varchar(254), created timestamp);
            create table user_ (uid varchar(254) primary key, login varchar(254) not null, cid varchar(254) not null,
                password varchar(254) not null, state varchar(254) not null, email varchar(254), created timestamp not null);
            insert into collective values (':c', 'active', 'eng', now());
            insert into user_ values ('u-1', 'anna', ':c', ':hash', 'active', 'anna@example.org', '2020-01-01');
            insert into user_ values ('u-2', 'ben', ':c', ':hash', 'active', null, '2021-01-01');
            insert into user_ values ('u-3', 'carla', ':c', ':hash', 'disabled', null, '2021-01-01');
            insert into user_ values ('u-4', 'dora', ':c', '', 'active', null, '2021-01-01');
            """;

    private static final String NEW = """
            create table collective (id bigserial primary key, name varchar(254) not null unique, state varchar(254),
                doclang varchar(254), created timestamp);
            create table user_ (uid varchar(254) primary key, login varchar(254) not null, coll_id bigint not null,
                password varchar(254) not null, state varchar(254) not null, email varchar(254), created timestamp not null);
            insert into collective (name, state, doclang, created) values (':c', 'active', 'eng', now());
            insert into user_ values ('u-1', 'anna', 1, ':hash', 'active', 'anna@example.org', '2020-01-01');
            insert into user_ values ('u-2', 'ben', 1, ':hash', 'active', null, '2021-01-01');
            insert into user_ values ('u-3', 'carla', 1, ':hash', 'disabled', null, '2021-01-01');
            insert into user_ values ('u-4', 'dora', 1, '', 'active', null, '2021-01-01');
            alter table userimap add column imap_oauth2 boolean not null default false;
            alter table periodic_task add column summary varchar(254);
            update periodic_task set summary = 'Invoices' where id = 'gGqN-1';
            """;

    private static final String OLD_ACCOUNT = "{\"collective\":\":c\",\"user\":\"anna\"}";
    private static final String NEW_ACCOUNT =
            "{\"collectiveId\":1,\"collective\":\":c\",\"userId\":\"u-1\",\"login\":\"anna\"}";

    private static final String ARGS = """
            {"account":%s,"imapConnection":"in","scanRecursively":true,"folders":["INBOX","Bills"],
            "receivedSince":28800000,"targetFolder":"Done","deleteMail":false,"direction":"incoming","itemFolder":"%s",
            "fileFilter":"*.pdf","tags":["t-1","free"],"subjectFilter":"*invoice*","language":"deu","postHandleAll":true,
            "attachmentsOnly":null}""";

    @Inject
    AgroalDataSource dataSource;

    private final String schema = "docspell_" + UUID.randomUUID().toString().substring(0, 8);
    private final String collective = schema.replace('_', '-');
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void drop() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("drop schema if exists " + schema + " cascade");
        }
    }

    /** The connection is closed for good: it is not as it was. */
    private byte[] exported(String account, String... ddl) throws Exception {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
            connection.setSchema(schema);
            try {
                for (String sql : ddl) {
                    statement.execute(filled(sql, account));
                }
                return exported(connection);
            } finally {
                connection.setAutoCommit(false);
                connection.rollback();
                connection.setReadOnly(false);
                connection.setAutoCommit(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setSchema("public");
            }
        }
    }

    private byte[] exported(Connection connection) throws Exception {
        var bytes = new ByteArrayOutputStream();
        DocspellExport.write(
                connection,
                DocumentKey.fresh(PASSPHRASE),
                bytes,
                (who, what, detail) -> told.add(who.replace(collective, "home") + ", " + what + ": " + detail));
        return bytes.toByteArray();
    }

    private String filled(String sql, String account) {
        String hash = Password.hash(PASSWORD)
                .with(BcryptFunction.getInstance(Bcrypt.A, 10))
                .getResult();
        return (sql.contains("%s")
                        ? sql.formatted(ARGS.formatted(account, "f-1"), ARGS.formatted(account, "gone"))
                        : sql)
                .replace(":c", collective)
                .replace(":hash", hash);
    }

    private List<String> imported(byte[] document) {
        var answer = RestAssured.given()
                .header("X-Docspell-Auth", User.anOperator().token())
                .multiPart("document", "docspell.json", document, "application/json")
                .multiPart("passphrase", PASSPHRASE)
                .multiPart("enableTasks", "true")
                .post("/api/v1/sec/admin/import");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.asString().lines().toList();
    }

    @Test
    void databaseBeforeNumbersShouldBecomeWhatItWas() throws Exception {
        shouldBecomeWhatItWas(exported(OLD_ACCOUNT, OLD, COMMON), null);
    }

    @Test
    void databaseWithNumbersShouldBecomeWhatItWas() throws Exception {
        shouldBecomeWhatItWas(exported(NEW_ACCOUNT, COMMON, NEW), "Invoices");
    }

    private void shouldBecomeWhatItWas(byte[] document, String summary) {
        assertThat(new String(document)).doesNotContain("send me", "read me");
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "home/carla, account: It is disabled, and so left out.",
                        "home/dora, account: It has no password of its own. Make the account in Mailroom before importing.",
                        "home/anna, smtp odd: It ignores certificates from now on, as its form says; Docspell has used"
                                + " OAuth2 instead.",
                        "home/anna, task gGqN-2: The folder that its items go to is gone; they go to none.");

        var lines = imported(document);

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).contains("\"state\":\"new\"").contains("\"kind\":\"imap\"");
        assertThat(lines.get(0)).as("a repetition of 0 is no schedule").contains("\"state\":\"refused\"");
        assertThat(lines.get(2)).contains("There is no such account here");
        var anna = User.loggedIn(collective, "anna", PASSWORD);
        var ben = User.loggedIn(collective, "ben", PASSWORD);
        assertThat(anna.request().get("/api/v1/sec/user").jsonPath().getList("items.admin"))
                .containsExactly(true, false);
        assertThat(ben.request()
                        .get("/api/v1/sec/email/settings/imap")
                        .jsonPath()
                        .getList("items"))
                .isEmpty();
        var imap = anna.request().get("/api/v1/sec/email/settings/imap/in").jsonPath();
        assertThat(imap.getString("imapHost")).isEqualTo("imap.example.org");
        assertThat(imap.getInt("imapPort")).isEqualTo(994);
        assertThat(imap.getString("sslType")).isEqualTo("ssl");
        assertThat(imap.getBoolean("hasPassword")).isTrue();
        var smtp = anna.request().get("/api/v1/sec/email/settings/smtp").jsonPath();
        assertThat(smtp.getList("items.sslType")).containsExactly("none", "starttls");
        assertThat(smtp.getList("items.ignoreCertificates")).containsExactly(true, false);
        assertThat(smtp.getList("items.replyTo")).containsExactly(null, "office@example.org");
        var task = anna.request().get("/api/v1/sec/usertask/scanmailbox").jsonPath();
        assertThat(task.getList("items")).hasSize(1);
        assertThat(task.getMap("items[0]"))
                .containsEntry("enabled", true)
                .containsEntry("imapConnection", "in")
                .containsEntry("folders", List.of("INBOX", "Bills"))
                .containsEntry("scanRecursively", true)
                .containsEntry("receivedSinceHours", 8)
                .containsEntry("targetFolder", "Done")
                .containsEntry("direction", "incoming")
                .containsEntry("itemFolder", "Household")
                .containsEntry("fileFilter", "*.pdf")
                .containsEntry("subjectFilter", "*invoice*")
                .containsEntry("language", "deu")
                .containsEntry("postHandleAll", true)
                .containsEntry("attachmentsOnly", false)
                .containsEntry("schedule", "Mon..Fri *-*-* 06/2:30:00");
        assertThat(task.getList("items[0].tags.items")).containsExactly("bill", "free");
        assertThat(task.getString("items[0].summary")).isEqualTo(summary);
        assertThat(imported(document).get(0)).doesNotContain("\"new\"", "\"differs\"");
    }
}
