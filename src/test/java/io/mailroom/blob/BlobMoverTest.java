package io.mailroom.blob;

import static io.mailroom.blob.BlobStoreContract.random;
import static io.mailroom.blob.BlobStoreContract.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.mailroom.db.Database;
import io.mailroom.testsupport.ObjectServer;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BlobMoverTest {

    private static final int SIX_MEGABYTES = 6 << 20;

    private static ObjectServer server;

    @Inject
    Database database;

    @Inject
    AgroalDataSource dataSource;

    private StoresForTests out;
    private StoresForTests back;

    @BeforeAll
    static void start() {
        server = ObjectServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void configure() {
        out = StoresForTests.of(database, dataSource, server, Map.of());
        back = StoresForTests.of(database, dataSource, server, Map.of("mailroom.blob.store", "postgresql"));
    }

    @AfterEach
    void open() {
        server.open();
    }

    @Test
    void blobShouldBeThereAllTheTimeWhenItIsMovedOutAndBack() throws Exception {
        for (int size : new int[] {0, 1, 300_000, SIX_MEGABYTES}) {
            var bytes = random(size);
            store(back, bytes);
            assertThat(chunks(bytes)).isEqualTo(Math.ceilDiv(size, BlobStoreContract.A_CHUNK));

            assertThat(out.mover().move(misplaced(out, bytes))).isTrue();
            assertReadable(bytes);
            out.blobs().sweep(Instant.now().plusSeconds(60));
            assertThat(chunks(bytes)).isZero();
            assertReadable(bytes);

            assertThat(back.mover().move(misplaced(back, bytes))).isTrue();
            assertReadable(bytes);
            back.blobs().sweep(Instant.now().plusSeconds(60));
            back.blobs().sweep(Instant.now().plusSeconds(60));
            assertThat(objects(bytes)).isZero();
            assertReadable(bytes);
        }
    }

    @Test
    void readerShouldNoticeNothingWhenTheBlobIsMovedAndItsOldPlaceCollected() throws Exception {
        var bytes = random(SIX_MEGABYTES);
        store(back, bytes);

        try (var in = out.blobs().open(sha256(bytes))) {
            var read = in.readNBytes(1 << 20);
            out.mover().move(misplaced(out, bytes));
            out.blobs().sweep(Instant.now().plusSeconds(60));
            assertThat(chunks(bytes)).isZero();
            assertThat(read).isEqualTo(Arrays.copyOf(bytes, 1 << 20));
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1 << 20, bytes.length));
        }
    }

    @Test
    void leftoversShouldBeTheBlobAgainWhenItComesBackBeforeTheyAreCollected() throws Exception {
        var bytes = random(300_001);
        store(back, bytes);
        out.mover().move(misplaced(out, bytes));

        back.mover().move(misplaced(back, bytes));
        back.blobs().sweep(Instant.now().plusSeconds(60));

        assertThat(chunks(bytes)).isEqualTo(2);
        assertReadable(bytes);
    }

    @Test
    void blobShouldStayWhereItIsWhenTheServerGoesDown() throws Exception {
        var bytes = random(SIX_MEGABYTES + 1);
        store(back, bytes);
        server.shut();

        assertThatThrownBy(() -> out.mover().move(misplaced(out, bytes))).isInstanceOf(BlobsUnavailable.class);

        assertReadable(bytes);
        server.open();
        assertThat(out.mover().move(misplaced(out, bytes))).isTrue();
        assertReadable(bytes);
    }

    @Test
    void objectShouldStayTheBlobWhenItWasChangedWhileItLayThere() throws Exception {
        var bytes = random(5000);
        store(out, bytes);
        var file = files(bytes).getFirst();
        var changed = bytes.clone();
        changed[1000] ^= 1;
        Files.write(file, changed);

        assertThatThrownBy(() -> back.mover().move(misplaced(back, bytes))).hasMessageContaining("something else");

        assertThat(chunks(bytes)).isZero();
        Files.write(file, bytes);
        assertThat(back.mover().move(misplaced(back, bytes))).isTrue();
        assertReadable(bytes);
    }

    /** What a killed process has done stays; the one that goes on knows nothing of it. */
    @Test
    void moveShouldBeginAgainWhenAnEarlierOneEndedBeforeTheRowWasSwitched() throws Exception {
        var bytes = random(7000);
        store(back, bytes);
        var begun = new StoredObject(io.mailroom.db.Ids.next(), sha256(bytes), bytes.length, "main");
        out.rows().begin(List.of(begun));
        out.places().of("main").put(begun, ByteSource.of(bytes));

        assertThat(out.mover().move(misplaced(out, bytes))).isTrue();
        assertThat(objects(bytes)).isEqualTo(2);
        out.blobs().sweep(Instant.now().plusSeconds(60));
        out.blobs().sweep(Instant.now().plusSeconds(60));

        assertThat(objects(bytes)).isOne();
        assertReadable(bytes);
    }

    @Test
    void moveShouldLeaveItWhenTheBlobWasDeletedMeanwhile() {
        var bytes = random(8000);
        database.inTransaction(tx -> back.blobs().put(tx, List.of(blob(bytes))));
        var misplaced = misplaced(out, bytes);
        back.blobs().deleteUnreferenced(List.of(sha256(bytes)));

        assertThat(out.mover().move(misplaced)).isFalse();

        assertThat(out.blobs().size(sha256(bytes))).isEmpty();
    }

    @Test
    void leftShouldCountWhatLiesElsewhere() {
        var before = out.mover().left();
        var bytes = random(9000);
        store(back, bytes);

        assertThat(out.mover().left()).isEqualTo(new BlobMover.Left(before.blobs() + 1, before.bytes() + 9000));
    }

    private static Blob blob(byte[] bytes) {
        return new Blob(sha256(bytes), ByteSource.of(bytes));
    }

    private void store(StoresForTests stores, byte[] bytes) {
        database.inTransaction(tx -> {
            stores.blobs().put(tx, List.of(blob(bytes)));
            new References(database).refer(tx, sha256(bytes));
        });
    }

    /** Only for what the contract knows. */
    private record References(Database database) implements BlobStoreContract {
        @Override
        public BlobStore testee() {
            throw new UnsupportedOperationException();
        }
    }

    private static BlobMover.Misplaced misplaced(StoresForTests stores, byte[] bytes) {
        var place = stores.rows().place(sha256(bytes)).orElseThrow();
        return new BlobMover.Misplaced(sha256(bytes), bytes.length, place.object());
    }

    private void assertReadable(byte[] bytes) throws Exception {
        for (var stores : List.of(out, back)) {
            try (InputStream in = stores.blobs().open(sha256(bytes))) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
        assertThat(Optional.of(out.blobs().size(sha256(bytes)).orElse(-1))).hasValue((long) bytes.length);
    }

    private static List<java.nio.file.Path> files(byte[] bytes) {
        String hex = StoredObject.hex(sha256(bytes));
        return server.objects().stream()
                .filter(file -> file.toString().contains(hex))
                .toList();
    }

    private static int objects(byte[] bytes) {
        return files(bytes).size();
    }

    private int chunks(byte[] bytes) {
        return database.query("select 1 from blob_chunk where hash = $1", Buffer.buffer(sha256(bytes)))
                .size();
    }
}
