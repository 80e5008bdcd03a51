package io.mailroom.blob;

import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes blobs that are not there yet into object stores, several at a time. Blocking. */
@ApplicationScoped
class ObjectWriter {

    private final Database database;
    private final ObjectRows rows;
    private final Places places;

    ObjectWriter(Database database, ObjectRows rows, Places places) {
        this.database = database;
        this.rows = rows;
        this.places = places;
    }

    /**
     * Those that could be stored are, whatever became of the others.
     *
     * @param blobs in the order of their hashes
     * @throws BlobsUnavailable when one of them could not be
     */
    void write(Collection<Blob> blobs) {
        var objects = begin(missing(blobs));
        var stored = new ArrayList<StoredObject>();
        var failed = new LinkedHashMap<StoredObject, RuntimeException>();
        try (var uploads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new LinkedHashMap<StoredObject, Future<?>>();
            objects.forEach((object, blob) -> running.put(
                    object, uploads.submit(() -> places.of(object.store()).put(object, blob.bytes()))));
            running.forEach((object, upload) -> {
                try {
                    await(upload);
                    stored.add(object);
                } catch (RuntimeException e) {
                    failed.put(object, e);
                }
            });
        }
        rows.finish(stored);
        if (!failed.isEmpty()) {
            rows.doom(failed.keySet());
            throw failed.firstEntry().getValue();
        }
    }

    private static void await(Future<?> upload) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    upload.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException failure
                            ? failure
                            : new IllegalStateException("blobs were not written", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<Blob> missing(Collection<Blob> blobs) {
        var known = database
                .query("select hash from blob where hash = any($1::bytea[])", (Object)
                        blobs.stream().map(blob -> Buffer.buffer(blob.hash())).toArray(Buffer[]::new))
                .stream()
                .map(row -> ByteBuffer.wrap(row.getBuffer(0).getBytes()))
                .collect(Collectors.toSet());
        return blobs.stream()
                .filter(blob -> !known.contains(ByteBuffer.wrap(blob.hash())))
                .toList();
    }

    private Map<StoredObject, Blob> begin(List<Blob> blobs) {
        var objects = blobs.stream()
                .collect(Collectors.toMap(
                        blob -> new StoredObject(Ids.next(), blob.hash(), blob.size(), places.forSize(blob.size())),
                        Function.identity(),
                        (one, other) -> one,
                        LinkedHashMap::new));
        if (!objects.isEmpty()) {
            rows.begin(objects.keySet());
        }
        return objects;
    }
}
