package io.mailroom.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.vertx.core.buffer.Buffer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every blob store does. */
interface BlobStoreContract {

    int A_CHUNK = 256 * 1024;
    int ELEVEN_CHUNKS_AND_A_BIT = 11 * A_CHUNK + 17;

    BlobStore testee();

    Database database();

    /** Makes something that refers to this blob, so that it is needed. */
    default void refer(Database.Session tx, byte[] hash) {
        UUID collective = Ids.next();
        tx.update("insert into collective values ($1, $2, now())", collective, collective.toString());
        tx.update("""
                insert into item (id, collective_id, name, searched, direction, source, state, created, updated, tags,
                    attachment_count, size, raw_hash, reused_message_id)
                values ($1, $2, 'a', 'a', 'incoming', 'test', 'created', now(), now(), '{}', 0, 0, $3, false)""", Ids.next(), collective, Buffer.buffer(hash));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, A_CHUNK - 1, A_CHUNK, A_CHUNK + 1, ELEVEN_CHUNKS_AND_A_BIT})
    default void openShouldAnswerWhatWasPut(int size) throws Exception {
        var bytes = random(size);

        put(bytes);

        try (var in = testee().open(sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(testee().size(sha256(bytes))).hasValue(size);
    }

    @Test
    default void putShouldStoreTheFileWhenTheSourceIsAFile(@TempDir Path directory) throws Exception {
        var bytes = random(ELEVEN_CHUNKS_AND_A_BIT);
        var file = Files.write(directory.resolve("big"), bytes);

        database().inTransaction(tx -> testee().put(tx, List.of(new Blob(sha256(bytes), unchecked(file)))));

        try (var in = testee().open(sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    default void putShouldStoreOnlyThePartOfABufferThatIsMeant() throws Exception {
        var bytes = random(1000);
        var middle = Arrays.copyOfRange(bytes, 100, 900);
        var direct = ByteBuffer.allocateDirect(1000).put(bytes).position(100).limit(900);

        database().inTransaction(tx -> testee().put(tx, List.of(new Blob(sha256(middle), ByteSource.of(direct)))));

        try (var in = testee().open(sha256(middle))) {
            assertThat(in.readAllBytes()).isEqualTo(middle);
        }
    }

    @Test
    default void putShouldBeHarmlessWhenRepeated() throws Exception {
        var bytes = random(A_CHUNK + 5);
        var other = random(10);

        put(bytes);
        put(bytes, other, bytes);

        try (var in = testee().open(sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(testee().size(sha256(other))).hasValue(10);
    }

    @Test
    default void putShouldLeaveNothingButAnOrphanWhenItsTransactionFails() {
        var bytes = random(100);

        assertThatThrownBy(() -> database().inTransaction(tx -> {
                    testee().put(tx, List.of(new Blob(sha256(bytes), ByteSource.of(bytes))));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        testee().sweep(Instant.now().plusSeconds(60));
        assertThat(testee().size(sha256(bytes))).isEmpty();
    }

    @Test
    default void putShouldHoldOnToWhatWasStaged() {
        var bytes = random(100);
        testee().stage(List.of(new Blob(sha256(bytes), ByteSource.of(bytes))));

        database().inTransaction(tx -> {
            testee().put(tx, List.of(new Blob(sha256(bytes), ByteSource.of(bytes))));
            testee().sweep(Instant.now().plusSeconds(60)); // in a transaction of its own
            assertThat(testee().size(sha256(bytes))).hasValue(100);
        });
    }

    @Test
    default void putShouldStoreAgainWhatWasSweptAfterItWasStaged() throws Exception {
        var bytes = random(100);
        testee().stage(List.of(new Blob(sha256(bytes), ByteSource.of(bytes))));
        testee().sweep(Instant.now().plusSeconds(60));

        put(bytes);

        try (var in = testee().open(sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    default void openShouldAnswerTheSpanThatIsAskedFor() throws Exception {
        var bytes = random(ELEVEN_CHUNKS_AND_A_BIT);
        put(bytes);

        for (long[] span : new long[][] {
            {0, 10},
            {A_CHUNK - 3, 6},
            {A_CHUNK, A_CHUNK},
            {2L * A_CHUNK + 5, 6L * A_CHUNK},
            {bytes.length - 4, 100},
            {bytes.length, 5},
            {bytes.length + 10L * A_CHUNK, 5},
            {7, 0},
            {100, Long.MAX_VALUE}
        }) {
            try (var in = testee().open(sha256(bytes), span[0], span[1])) {
                int from = (int) Math.min(span[0], bytes.length);
                int to = (int) Math.min(bytes.length, span[1] > bytes.length ? bytes.length : from + span[1]);
                assertThat(in.readAllBytes()).as(Arrays.toString(span)).isEqualTo(Arrays.copyOfRange(bytes, from, to));
            }
        }
    }

    @Test
    default void skipShouldMoveOnWhereverItStops() throws Exception {
        var bytes = random(ELEVEN_CHUNKS_AND_A_BIT);
        put(bytes);

        try (var in = testee().open(sha256(bytes))) {
            int at = 0;
            for (int skip : new int[] {0, 5, A_CHUNK, 3 * A_CHUNK + 1, 100}) {
                assertThat(in.skip(skip)).isEqualTo(skip);
                at += skip;
                assertThat(in.read()).isEqualTo(bytes[at++] & 0xFF);
                assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOfRange(bytes, at, at + 10));
                at += 10;
            }
        }
    }

    @Test
    default void openShouldFailWhenThereIsNoSuchBlob() {
        var unknown = sha256(random(20));

        assertThat(testee().size(unknown)).isEmpty();
        assertThatThrownBy(() -> testee().open(unknown).read()).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    default void readShouldNeverAnswerSomethingElseWhenTheBlobIsDeletedMeanwhile() throws Exception {
        var bytes = random(ELEVEN_CHUNKS_AND_A_BIT);
        put(bytes);

        try (var in = testee().open(sha256(bytes))) {
            assertThat(in.read()).isEqualTo(bytes[0] & 0xFF);
            testee().deleteUnreferenced(List.of(sha256(bytes)));

            try {
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
            } catch (FileNotFoundException e) {
                assertThat(e).hasMessage("The blob was deleted while it was read.");
            }
        }
    }

    @Test
    default void contentShouldBeThereWhenItWasStoredAgainBeforeTheOldOneWasCollected() throws Exception {
        var bytes = random(A_CHUNK + 9);
        put(bytes);
        testee().deleteUnreferenced(List.of(sha256(bytes)));
        put(bytes);
        database().inTransaction(tx -> refer(tx, sha256(bytes)));

        testee().sweep(Instant.now().plusSeconds(60)); // what was left over of the first one
        testee().sweep(Instant.now().plusSeconds(60));

        try (var in = testee().open(sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    default void deleteUnreferencedShouldKeepWhatIsStillNeeded() {
        var needed = random(30);
        var orphan = random(30);
        put(needed, orphan);
        database().inTransaction(tx -> refer(tx, sha256(needed)));

        testee().deleteUnreferenced(List.of(sha256(needed), sha256(orphan), sha256(random(5))));

        assertThat(testee().size(sha256(needed))).hasValue(30);
        assertThat(testee().size(sha256(orphan))).isEmpty();
    }

    @Test
    default void sweepShouldDeleteOnlyWhatIsOldAndNotNeeded() {
        var needed = random(40);
        var orphan = random(40);
        put(needed, orphan);
        database().inTransaction(tx -> refer(tx, sha256(needed)));

        testee().sweep(Instant.now().minusSeconds(3600));
        assertThat(testee().size(sha256(orphan))).hasValue(40);

        assertThat(testee().sweep(Instant.now().plusSeconds(3600))).isPositive();
        assertThat(testee().size(sha256(needed))).hasValue(40);
        assertThat(testee().size(sha256(orphan))).isEmpty();
    }

    @Test
    default void blobShouldSurviveWhenItIsDeletedWhileSomebodyStoresItAgain() {
        var bytes = random(50);
        put(bytes);

        database().inTransaction(tx -> {
            testee().put(tx, List.of(new Blob(sha256(bytes), ByteSource.of(bytes))));
            testee().deleteUnreferenced(List.of(sha256(bytes))); // in a transaction of its own
            refer(tx, sha256(bytes));
        });

        assertThat(testee().size(sha256(bytes))).hasValue(50);
    }

    @Test
    default void everyReferenceShouldFindItsBlobWhenManyStoreAndDeleteTheSameOnes() throws Exception {
        var contents = List.of(random(60), random(61), random(A_CHUNK + 62));
        var together = new CyclicBarrier(4);

        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = IntStream.range(0, 4)
                    .mapToObj(worker -> workers.submit(() -> {
                        together.await();
                        for (int round = 0; round < 25; round++) {
                            if (worker % 2 == 0) {
                                put(contents.toArray(byte[][]::new));
                            } else {
                                testee().deleteUnreferenced(contents.reversed().stream()
                                        .map(BlobStoreContract::sha256)
                                        .toList());
                            }
                        }
                        return null;
                    }))
                    .toList();
            for (var worker : done) {
                worker.get();
            }
        }

        put(contents.toArray(byte[][]::new));
        for (var bytes : contents) {
            try (var in = testee().open(sha256(bytes))) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    default void put(byte[]... contents) {
        var blobs = Arrays.stream(contents)
                .map(bytes -> new Blob(sha256(bytes), ByteSource.of(bytes)))
                .toList();
        database().inTransaction(tx -> testee().put(tx, blobs));
    }

    private static ByteSource unchecked(Path file) {
        try {
            return ByteSource.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] random(int size) {
        var bytes = new byte[size];
        RandomGenerator.getDefault().nextBytes(bytes);
        return bytes;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
