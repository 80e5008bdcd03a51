package io.mailroom.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mailroom.db.Database;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.FileNotFoundException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PostgresBlobsTest implements BlobStoreContract {

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

    @Test
    void readShouldFailWhenTheBlobIsDeletedMeanwhile() throws Exception {
        var bytes = BlobStoreContract.random(ELEVEN_CHUNKS_AND_A_BIT);
        put(bytes);

        try (var in = blobs.open(BlobStoreContract.sha256(bytes))) {
            assertThat(in.read()).isEqualTo(bytes[0] & 0xFF);
            blobs.deleteUnreferenced(List.of(BlobStoreContract.sha256(bytes)));

            assertThatThrownBy(in::readAllBytes).isInstanceOf(FileNotFoundException.class);
        }
    }

    @Test
    void putSmallShouldWaitForWhoeverStoresTheSame() throws Exception {
        var bytes = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        var blob = List.of(new Blob(hash, ByteSource.of(ByteBuffer.wrap(bytes))));
        var other = new CompletableFuture<Boolean>();

        // He who was first changes his mind: the other one is not to rely on him.
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    blobs.putSmall(tx, blob);
                    other.completeAsync(
                            () -> {
                                database.inTransaction(second -> {
                                    blobs.putSmall(second, blob);
                                    refer(second, hash);
                                });
                                return true;
                            },
                            Thread::startVirtualThread);
                    await().until(() -> !database.query("select from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and query like '%insert into blob_chunk%'")
                            .isEmpty());
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(other).succeedsWithin(Duration.ofSeconds(10));
        try (var in = blobs.open(hash)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }
}
