package io.mailroom.outbox;

import io.mailroom.blob.Blob;
import io.mailroom.blob.ByteSource;
import io.mailroom.blob.Spool;
import io.mailroom.mime.Draft;
import io.mailroom.mime.MessageBuilder;
import io.mailroom.smtp.MessageSource;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is to travel: in memory, and a large one in a file that nobody but us sees and that is gone when we are. Its
 * size is known before the server is asked. Blocking; for one thread at a time.
 */
public final class RawMessage implements MessageSource, AutoCloseable {

    /** The message would be larger than allowed. */
    public static final class TooLarge extends IOException {
        private TooLarge(long limit) {
            super("larger than " + limit + " bytes");
        }
    }

    private static final int IN_MEMORY = 1 << 20;
    private static final int BUFFER = 16 * 1024;

    private final Spool spool;
    private volatile @Nullable Blob blob;

    private RawMessage(Spool spool, Blob blob) {
        this.spool = spool;
        this.blob = blob;
    }

    /** @throws TooLarge as soon as it is; no more of the attachments is read */
    public static RawMessage write(Draft draft, long limit) throws IOException {
        var spool = new Spool(IN_MEMORY, limit);
        boolean written = false;
        try {
            var out = new BufferedOutputStream(new Bounded(spool, limit), BUFFER);
            MessageBuilder.write(draft, out);
            out.flush();
            var bytes = spool.finish();
            var message = new RawMessage(spool, new Blob(sha256(bytes.duplicate()), ByteSource.of(bytes)));
            written = true;
            return message;
        } finally {
            if (!written) {
                spool.close();
            }
        }
    }

    private static byte[] sha256(ByteBuffer bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Blob blob() {
        var blob = this.blob;
        if (blob == null) {
            throw new IllegalStateException("the message is closed");
        }
        return blob;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (var in = blob().bytes().open()) {
            in.transferTo(out);
        }
    }

    @Override
    public long size() {
        return blob().size();
    }

    /** Whoever still knows of it keeps nothing in memory. */
    @Override
    public void close() {
        blob = null;
        try {
            spool.close();
        } catch (IOException e) {
            // What was to be read has been read, and the name is off the disk already.
        }
    }

    private static final class Bounded extends FilterOutputStream {

        private final Spool spool;
        private final long limit;

        Bounded(Spool spool, long limit) {
            super(spool);
            this.spool = spool;
            this.limit = limit;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            spool.write(bytes, offset, length);
            if (spool.tooLarge()) {
                throw new TooLarge(limit);
            }
        }
    }
}
