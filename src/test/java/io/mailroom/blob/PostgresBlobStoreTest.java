package io.mailroom.blob;

import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.util.UUID;

@QuarkusTest
class PostgresBlobStoreTest implements BlobStoreContract {

    @Inject
    BlobStore blobs;

    @Inject
    Database database;

    @Override
    public BlobStore testee() {
        return blobs;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void refer(Database.Session tx, byte[] hash) {
        UUID collective = Ids.next();
        tx.update("insert into collective values ($1, $2, now())", collective, collective.toString());
        tx.update("""
                insert into item (id, collective_id, name, searched, direction, source, state, created, updated, tags,
                    attachment_count, size, raw_hash, reused_message_id)
                values ($1, $2, 'a', 'a', 'incoming', 'test', 'created', now(), now(), '{}', 0, 0, $3, false)""", Ids.next(), collective, Buffer.buffer(hash));
    }
}
