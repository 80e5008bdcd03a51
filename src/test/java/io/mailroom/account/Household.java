package io.mailroom.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailroom.db.Database;
import io.mailroom.testsupport.User;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A collective with something in every table, all of which carries its mark: in ids, in hashes and in words. */
record Household(User admin, UUID collective, UUID account, String mark, Database database) {

    /** What nobody owns. */
    static final List<String> NOBODYS = List.of(
            "database_identity",
            "flyway_schema_history",
            "sealing_key",
            "sealing_replica",
            "token_keyset",
            "watch_replica");

    /** Numbers and no mark, but a foreign key: no row of it outlives its line of the ledger. */
    static final List<String> NUMBERS = List.of("scan_failure");

    /** In the order in which they refer to each other; {@code :id(n)} and {@code :hash(n)} carry the mark. */
    private static final String FILL = """
            update account set email = ':m@example.org', notify_address = ':m@notify', oidc_issuer = 'https://:m', oidc_subject = ':m' where id = ':a';
            insert into api_token (id, account_id, name, hash, ending, scopes, created) values (:id(19), ':a', ':m', :hash(8), ':m', '{}', now());
            insert into audit_entry (id, collective_id, account_id, actor, at, act, result, object, detail, address)
                values (:id(20), ':c', ':a', ':m', now(), 'log-in', 'done', ':m', ':m', ':m');
            insert into invite values (':m', ':c', now(), now() + interval '1 day');
            insert into login_failure values ('account:' || (select name from collective where id = ':c') || '/anna', 1, now() + interval '1 day');
            insert into oauth_client (id, collective_id, provider, kind, client_id, created, updated, version)
                values (:id(1), ':c', 'google', 'GOOGLE', ':m', now(), now(), 0);
            insert into oauth_grant (id, account_id, name, provider, client_id, own_client, token_endpoint, auth_method, address, scope, state, refresh_token, created, updated, version)
                values (:id(2), ':a', ':m', 'google', ':m', false, 'http://127.0.0.1:1/', 'NONE', ':m@x', 'mail', 'needs-reauth', null, now(), now(), 0);
            insert into oauth_authorization (id, account_id, session_id, provider, grant_name, any_address, created, expires)
                values (:id(3), ':a', :id(4), 'google', ':m', false, now(), now());
            insert into smtp_setting (id, account_id, name, host, ssl_type, ignore_certificates, use_oauth, from_address, created, updated, version, user_name, password)
                values (:id(5), ':a', ':m', ':m.example.org', 'SSL', false, false, ':m@x', now(), now(), 0, ':m', :hash(5));
            insert into imap_setting (id, account_id, name, host, ssl_type, ignore_certificates, use_oauth, created, updated, version, user_name, password)
                values (:id(6), ':a', ':m', ':m.example.org', 'SSL', false, false, now(), now(), 0, ':m', :hash(6));
            insert into connection_health (id, kind, state, since) values (:id(6), 'imap', 'ok', now());
            insert into connection_change (connection_id, changed, state) values (:id(6), now(), 'ok');
            insert into notice (id, account_id, about, trouble, subject, text, created) values (:id(7), ':a', ':m', true, ':m', ':m', now());
            insert into webhook (id, collective_id, url, secret, enabled, events, created, updated, version)
                values (:id(8), ':c', 'https://:m', :hash(8), true, '{}', now(), now(), 0);
            insert into webhook_delivery (webhook_id, event_id, type, body, state, created) values (:id(8), :id(9), 'ping', ':m', 'failed', now());
            insert into mail_template (id, collective_id, name, subject, body, created, updated, version)
                values (:id(10), ':c', ':m', ':m', ':m', now(), now(), 0);
            insert into smtp_pace values (:id(5), now());
            insert into send_quota values (':a', current_date, 1), (':c', current_date, 1);
            insert into blob (hash, size, created) values (:hash(1), 9, now()), (:hash(2), 8, now());
            insert into blob_chunk values (:hash(1), 0, 'x:m'), (:hash(2), 0, ':m');
            insert into blob_object (id, hash, size, store, state, changed) values (:id(11), :hash(3), 8, 'household', 'stored', now());
            insert into blob (hash, size, created, object_id) values (:hash(3), 8, now(), :id(11));
            insert into blob_leftover values (:hash(3), now());
            insert into blob_suspect values (:hash(1));
            insert into item (id, collective_id, name, searched, direction, source, state, created, updated, tags, attachment_count, size, raw_hash, raw_name, message_id, subject, fingerprint, reused_message_id)
                values (:id(12), ':c', ':m', ':m', 'incoming', 'mailbox-anna', 'created', now(), now(), '{:m}', 1, 9, :hash(1), ':m', ':m@x', ':m', :hash(4), false);
            insert into attachment (id, item_id, position, kind, name, content_type, flow, size, sha256, blob_hash, span_offset, span_length, encoding)
                values (:id(13), :id(12), 0, 'attachment', ':m', 'text/plain', 'FIXED', 8, :hash(3), :hash(3), 0, 8, 'IDENTITY');
            insert into mail_fingerprint values (':c', :hash(4), :hash(7), :id(12)), (':c', :hash(9), :hash(9), null);
            insert into scan_task (id, account_id, imap_setting_id, hidden, enabled, folders, scan_recursively, schedule, delete_mail, tags, post_handle_all, attachments_only, rescan, created, updated, version, summary)
                values (:id(14), ':a', :id(6), false, true, '{:m}', false, 'hourly', false, '{:m}', false, false, false, now(), now(), 0, ':m');
            insert into mailbox_cursor (task_id, mailbox, uid_validity, last_uid) values (:id(14), ':m', 1, 2500);
            insert into scan_run (id, task_id, runs, started, state, number) values (:id(15), :id(14), :id(14), now(), 'done', 1);
            insert into scan_run_mailbox (run_id, mailbox) values (:id(15), ':m');
            insert into scan_ledger (cursor_id, uid, outcome, run, item_id, detail)
                select id, n, 'failed', 1, :id(12), ':m' from mailbox_cursor, generate_series(1, 2500) n where task_id = :id(14);
            insert into scan_failure (cursor_id, uid, attempts) select id, 1, 1 from mailbox_cursor where task_id = :id(14);
            insert into scan_watch (task_id, error) values (:id(14), ':m');
            insert into sent_mail (id, collective_id, account_id, sender, item_id, connection, from_address, subject, body, message_id, created, status, smtp_id, raw_hash, idempotency_key)
                values (:id(16), ':c', ':a', 'anna', :id(12), ':m', ':m@x', ':m', ':m', ':m@x', now(), 'sent', :id(5), :hash(2), ':m');
            insert into sent_mail (id, collective_id, account_id, sender, connection, from_address, subject, body, message_id, created, status, next_attempt, smtp_id)
                values (:id(17), ':c', ':a', 'anna', ':m', ':m@x', ':m', ':m', 'q:m@x', now(), 'queued', now(), :id(5));
            insert into sent_mail_recipient (mail_id, position, kind, address, state, changed) values (:id(16), 0, 'to', ':m@y', 'sent', now());
            insert into sent_mail_attachment values (:id(16), 0, :id(13), ':m', 1);
            insert into sent_copy (mail_id, imap_id, mailbox, state, since, next_try, give_up, changed) values (:id(16), :id(6), ':m', 'pending', now(), now(), now(), now());
            insert into delivery_report (mail_id, position, item_id, action, reported) values (:id(16), 0, :id(12), 'delivered', now());
            insert into destination (id, account_id, name, kind, options, created, updated, version)
                values (:id(21), ':a', ':m', 'webhook', '{"url": ":m"}', now(), now(), 0);
            insert into handover (id, item_id, destination_id, state, keep, created, give_up, answer)
                values (:id(22), :id(12), :id(21), 'delivered', true, now(), now(), ':m');
            insert into retention_period values (':c', 'items', 100, now());
            insert into removal (id, subject, collective_id, asked, finished, counts) values (:id(18), 'user', ':c', now(), now(), '{}');
            insert into departed_person values ('https://:m', 'other:m', now());
            insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                values ('scan-mailbox', :id(14)::text, now(), false, 1), ('outbox', :id(5)::text, now(), false, 1),
                    ('sent-copy', :id(6)::text, now(), false, 1), ('webhook-delivery', :id(8)::text, now(), false, 1),
                    ('handover', :id(21)::text, now(), false, 1);
            """;

    /** Takes away what is in a store that there is not, and would trouble whoever looks at all stores. */
    static void tidy(Database database) {
        String objects = "select id from blob_object where store = 'household'";
        database.update(
                "delete from blob_leftover where hash in (select hash from blob where object_id in (" + objects + "))");
        database.update("update blob set object_id = null where object_id in (" + objects + ")");
        database.update("delete from blob_object where store = 'household'");
    }

    static Household filled(Database database) {
        User admin = User.anAdmin();
        UUID account = admin.accountId(database);
        UUID collective = database.query("select collective_id from account where id = $1", account)
                .getFirst()
                .getUUID(0);
        var mark = UUID.randomUUID().toString().substring(0, 8);
        var household = new Household(admin, collective, account, mark, database);
        for (String statement : FILL.split(";\n")) {
            if (!statement.isBlank()) {
                database.update(household.marked(statement));
            }
        }
        return household;
    }

    private String marked(String sql) {
        return sql.replace(":m", mark)
                .replace("':a'", "'" + account + "'::uuid")
                .replace("':c'", "'" + collective + "'::uuid")
                .replaceAll(":id\\((\\d+)\\)", "('" + mark + "-0000-4000-8000-' || lpad('$1', 12, '0'))::uuid")
                .replaceAll(":hash\\((\\d+)\\)", "decode('" + mark + "' || lpad('$1', 56, '0'), 'hex')");
    }

    UUID id(int number) {
        return UUID.fromString("%s-0000-4000-8000-%012d".formatted(mark, number));
    }

    static List<String> tables(Database database) {
        return database
                .query("select table_name::text from information_schema.tables"
                        + " where table_schema = 'public' and table_type = 'BASE TABLE' order by 1")
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    /** The rows of every table that show a trace of it, whatever their columns are; tables without one are left out. */
    Map<String, List<String>> traces() {
        return traces(List.of(
                mark,
                HexFormat.of().formatHex(mark.getBytes(UTF_8)),
                collective.toString(),
                account.toString(),
                admin.collective()));
    }

    Map<String, List<String>> traces(List<String> words) {
        var traces = new TreeMap<String, List<String>>();
        for (String table : tables(database)) {
            var rows = new ArrayList<String>();
            database.query(
                            "select t::text from \"" + table + "\" t where exists (select from unnest($1::text[]) word"
                                    + " where strpos(t::text, word) > 0) order by 1",
                            (Object) words.toArray(String[]::new))
                    .forEach(row -> rows.add(row.getString(0)));
            if (!rows.isEmpty()) {
                traces.put(table, rows);
            }
        }
        return traces;
    }
}
