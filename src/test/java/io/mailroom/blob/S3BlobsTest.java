package io.mailroom.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.testsupport.ObjectServer;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All blobs in an object store. */
@QuarkusTest
class S3BlobsTest implements BlobStoreContract {

    private static final int THREE_PARTS = 12 << 20;

    private static ObjectServer server;

    @Inject
    Database database;

    @Inject
    AgroalDataSource dataSource;

    private StoresForTests stores;

    @BeforeAll
    static void start() {
        server = ObjectServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void open() {
        server.open();
    }

    private StoresForTests stores() {
        if (stores == null) {
            stores = with(Map.of());
        }
        return stores;
    }

    private StoresForTests with(Map<String, String> more) {
        return StoresForTests.of(database, dataSource, server, more);
    }

    @Override
    public BlobStore testee() {
        return stores().blobs();
    }

    @Override
    public Database database() {
        return database;
    }

    @Test
    void bytesShouldLieInTheBucketAndNotInTheDatabase() {
        var bytes = BlobStoreContract.random(1000);

        put(bytes);

        assertThat(chunks(bytes)).isZero();
        assertThat(server.objects())
                .filteredOn(file -> file.toString().contains(StoredObject.hex(BlobStoreContract.sha256(bytes))))
                .singleElement()
                .satisfies(file -> assertThat(Files.readAllBytes(file)).isEqualTo(bytes));
    }

    @Test
    void blobShouldStayInTheDatabaseWhenItIsSmallerThanTheThreshold() throws Exception {
        var mixed = with(Map.of("mailroom.blob.threshold", "2K")).blobs();
        var small = BlobStoreContract.random(2047);
        var large = BlobStoreContract.random(2048);

        database.inTransaction(tx -> mixed.putSmall(tx, List.of(blob(small), blob(large))));

        assertThat(chunks(small)).isOne();
        assertThat(chunks(large)).isZero();
        try (var one = mixed.open(BlobStoreContract.sha256(small));
                var other = mixed.open(BlobStoreContract.sha256(large))) {
            assertThat(one.readAllBytes()).isEqualTo(small);
            assertThat(other.readAllBytes()).isEqualTo(large);
        }
    }

    @Test
    void blobShouldBeSentInPartsWhenItIsLarge() throws Exception {
        var bytes = BlobStoreContract.random(THREE_PARTS);

        put(bytes);

        try (var in = testee().open(BlobStoreContract.sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void putShouldTryAgainWhenTheServerIsBusy() throws Exception {
        var bytes = BlobStoreContract.random(2000);
        server.refuse(2);

        put(bytes);

        try (var in = testee().open(BlobStoreContract.sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void putShouldNameTheSettingAndTheAnswerWhenTheServerStaysBusy() {
        var bytes = BlobStoreContract.random(2001);
        server.refuse(1000);

        assertThatThrownBy(() -> put(bytes))
                .isInstanceOf(BlobsUnavailable.class)
                .hasMessageContaining("mailroom.blob.s3.main")
                .hasMessageContaining("503 SlowDown");

        server.open();
        assertThat(testee().size(BlobStoreContract.sha256(bytes))).isEmpty();
        put(bytes);
        assertThat(testee().size(BlobStoreContract.sha256(bytes))).hasValue(2001);
    }

    @Test
    void putShouldStoreAgainWhatWasCutOffBetweenItsParts() throws Exception {
        var bytes = BlobStoreContract.random(THREE_PARTS + 1);
        var impatient = with(Map.of("mailroom.blob.s3.main.attempts", "1"));
        var source = new ByteSource.OnDemand(bytes.length, () -> new java.io.ByteArrayInputStream(bytes) {
            @Override
            public int readNBytes(byte[] into, int offset, int length) {
                return super.readNBytes(into, offset, length);
            }

            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                if (pos > 6 << 20) {
                    server.shut();
                }
                return super.read(into, offset, length);
            }
        });
        var blob = List.of(new Blob(BlobStoreContract.sha256(bytes), source));

        assertThatThrownBy(() -> impatient.blobs().stage(blob)).isInstanceOf(BlobsUnavailable.class);
        server.open();
        put(bytes);

        try (var in = testee().open(BlobStoreContract.sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        testee().sweep(Instant.now().plusSeconds(60));
        testee().sweep(Instant.now().plusSeconds(60));
        assertThat(states(bytes)).isEmpty(); // nothing referred to it
    }

    @Test
    void putShouldRefuseBytesThatAreNotWhatTheirHashSays() {
        var bytes = BlobStoreContract.random(300);
        var other = BlobStoreContract.sha256(BlobStoreContract.random(300));

        assertThatThrownBy(() -> testee().stage(List.of(new Blob(other, ByteSource.of(bytes)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("changed while it was stored");
        assertThat(testee().size(other)).isEmpty();
    }

    @Test
    void readShouldGoOnWhereTheConnectionBrokeOff() throws Exception {
        var bytes = BlobStoreContract.random(3 << 20);
        put(bytes);
        server.breakOff(1 << 20, 2);

        try (var in = testee().open(BlobStoreContract.sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void openShouldSayAtOnceThatTheServerIsDown() {
        var bytes = BlobStoreContract.random(3000);
        put(bytes);
        server.shut();

        assertThatThrownBy(() -> testee().open(BlobStoreContract.sha256(bytes)))
                .isInstanceOf(BlobsUnavailable.class)
                .hasMessageContaining("mailroom.blob.s3.main");
    }

    @Test
    void readShouldFailWhenTheObjectIsSomethingElse() throws Exception {
        var bytes = BlobStoreContract.random(4000);
        put(bytes);
        var file = server.objects().stream()
                .filter(each -> each.toString().contains(StoredObject.hex(BlobStoreContract.sha256(bytes))))
                .findFirst()
                .orElseThrow();
        var changed = bytes.clone();
        changed[17] ^= 1;
        Files.write(file, changed);

        try (var in = testee().open(BlobStoreContract.sha256(bytes))) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("something else");
        }
    }

    @Test
    void objectShouldBeDeletedWhenItsBlobWasAndItsTimeIsOver() {
        var bytes = BlobStoreContract.random(5000);
        put(bytes);
        testee().deleteUnreferenced(List.of(BlobStoreContract.sha256(bytes)));

        testee().sweep(Instant.now().minusSeconds(3600));
        assertThat(objects(bytes)).isOne();

        testee().sweep(Instant.now().plusSeconds(60));
        assertThat(objects(bytes)).isZero();
        testee().sweep(Instant.now().plusSeconds(60));
        assertThat(states(bytes)).isEmpty();
    }

    @Test
    void uploadShouldComeToNothingWhenItWasTakenForAbandoned() throws Exception {
        var bytes = BlobStoreContract.random(6000);
        var slow = new StoredObject(Ids.next(), BlobStoreContract.sha256(bytes), bytes.length, "main");
        stores().rows().begin(List.of(slow));
        stores().places().of("main").put(slow, ByteSource.of(bytes));
        testee().sweep(Instant.now().plusSeconds(60)); // the collector is faster
        stores().rows().finish(List.of(slow));
        assertThat(testee().size(BlobStoreContract.sha256(bytes))).isEmpty();

        put(bytes);
        database.inTransaction(tx -> refer(tx, BlobStoreContract.sha256(bytes)));
        testee().sweep(Instant.now().plusSeconds(60));
        testee().sweep(Instant.now().plusSeconds(60));

        try (var in = testee().open(BlobStoreContract.sha256(bytes))) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(objects(bytes)).isOne();
    }

    private static Blob blob(byte[] bytes) {
        return new Blob(BlobStoreContract.sha256(bytes), ByteSource.of(bytes));
    }

    private static long objects(byte[] bytes) {
        String hex = StoredObject.hex(BlobStoreContract.sha256(bytes));
        return server.objects().stream()
                .filter(file -> file.toString().contains(hex))
                .count();
    }

    private List<String> states(byte[] bytes) {
        return database
                .query("select state from blob_object where hash = $1", Buffer.buffer(BlobStoreContract.sha256(bytes)))
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private int chunks(byte[] bytes) {
        return database.query(
                        "select 1 from blob_chunk where hash = $1", Buffer.buffer(BlobStoreContract.sha256(bytes)))
                .size();
    }
}
