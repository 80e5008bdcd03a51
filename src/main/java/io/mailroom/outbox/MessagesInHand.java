package io.mailroom.outbox;

import io.mailroom.blob.BlobStore;
import io.mailroom.smtp.MessageSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;

/**
 * Messages that were accepted and are about to be sent stay in memory, so that nothing is read again; as many as there is room
 * for. While servers are slow the others wait without them.
 */
@ApplicationScoped
class MessagesInHand {

    private static final int KILOBYTE = 1024;

    /** What is larger is in a file. */
    private static final int LARGEST = 1024;

    private static final int ROOM = 32 * 1024;

    private final BlobStore blobs;
    private final Semaphore kilobytes;

    @Inject
    MessagesInHand(BlobStore blobs) {
        this(blobs, ROOM);
    }

    MessagesInHand(BlobStore blobs, int kilobytes) {
        this.blobs = blobs;
        this.kilobytes = new Semaphore(kilobytes);
    }

    /** A message for one attempt, and what it takes up until it is closed. */
    record InHand(MessageSource message, Runnable leave) implements MessageSource, AutoCloseable {

        @Override
        public void writeTo(OutputStream out) throws IOException {
            message.writeTo(out);
        }

        @Override
        public long size() {
            return message.size();
        }

        @Override
        public void close() {
            leave.run();
        }
    }

    /** @param raw is stored already; it is closed now or later */
    InHand of(RawMessage raw) {
        int taken = (int) Math.clamp(raw.size() / KILOBYTE, 1, LARGEST);
        if (kilobytes.tryAcquire(taken)) {
            return new InHand(raw, () -> {
                raw.close();
                kilobytes.release(taken);
            });
        }
        try (raw) {
            return new InHand(new StoredMessage(blobs, raw.blob().hash(), raw.size()), () -> {});
        }
    }
}
