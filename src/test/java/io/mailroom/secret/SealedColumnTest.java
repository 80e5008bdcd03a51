package io.mailroom.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is not registered would be lost with its old key. */
@QuarkusTest
class SealedColumnTest {

    /** Hashes, bytes of mails, and what else is not sealed. A copy of a sealed value that is only compared is none, either. */
    private static final Set<String> NOT_SEALED = Set.of(
            "api_token.hash",
            "attachment.blob_hash",
            "attachment.sha256",
            "blob.hash",
            "blob_chunk.data",
            "blob_chunk.hash",
            "blob_leftover.hash",
            "blob_object.hash",
            "blob_reference.hash", // a view
            "blob_suspect.hash",
            "item.fingerprint",
            "item.raw_hash",
            "mail_fingerprint.fingerprint",
            "mail_fingerprint.message_id_hash",
            "oauth_authorization.browser_hash",
            "oauth_authorization.state_hash",
            "oauth_grant.lease_for",
            "scheduled_tasks.task_data",
            "sealing_key.sample",
            "sent_mail.raw_hash",
            "sent_mail.request_hash");

    @Inject
    Database database;

    @Test
    void everyColumnOfBytesShouldBeRegisteredOrKnownToBeNotSealed() {
        var found = new TreeSet<String>();
        database.query("""
                        select table_name || '.' || column_name from information_schema.columns
                        where table_schema = current_schema() and data_type = 'bytea'""").forEach(row -> found.add(row.getString(0)));

        var known = new TreeSet<>(NOT_SEALED);
        Arrays.stream(SealedColumn.values()).forEach(column -> known.add(column.table() + "." + column.column()));

        assertThat(found).isEqualTo(known);
    }
}
