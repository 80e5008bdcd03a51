package io.mailroom.blob;

import io.agroal.api.AgroalDataSource;
import io.mailroom.db.Database;
import io.mailroom.testsupport.ObjectServer;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Blob stores as a configuration makes them, beside the one of the application. */
record StoresForTests(BlobConfig config, IndexedBlobStore blobs, BlobMover mover, ObjectRows rows, Places places) {

    static StoresForTests of(
            Database database, AgroalDataSource dataSource, ObjectServer server, Map<String, String> more) {
        var properties = new HashMap<String, String>();
        properties.put("mailroom.blob.store", "main");
        properties.put("mailroom.blob.threshold", "0");
        properties.put("mailroom.blob.s3.main.endpoint", server.endpoint().toString());
        properties.put("mailroom.blob.s3.main.bucket", ObjectServer.BUCKET);
        properties.put("mailroom.blob.s3.main.access-key", ObjectServer.ACCESS_KEY);
        properties.put("mailroom.blob.s3.main.secret-key", ObjectServer.SECRET_KEY);
        properties.put("mailroom.blob.s3.main.part-size", "5M");
        properties.put("mailroom.blob.s3.main.read-timeout", "10s");
        properties.putAll(more);
        var config = new SmallRyeConfigBuilder()
                .withMapping(BlobConfig.class)
                .withConverter(
                        io.quarkus.runtime.configuration.MemorySize.class,
                        300,
                        new io.quarkus.runtime.configuration.MemorySizeConverter())
                .withConverter(java.time.Duration.class, 300, new io.quarkus.runtime.configuration.DurationConverter())
                .withDefaultValues(properties)
                .build()
                .getConfigMapping(BlobConfig.class);
        var clock = Clock.systemUTC();
        var places = new Places(config);
        var rows = new ObjectRows(database, clock);
        var chunks = new BlobWriter(dataSource);
        var blobs = new IndexedBlobStore(
                database,
                chunks,
                new ObjectWriter(database, rows, places),
                rows,
                places,
                new Leftovers(database, rows, places),
                clock);
        return new StoresForTests(
                config, blobs, new BlobMover(database, blobs, chunks, rows, places, clock), rows, places);
    }
}
