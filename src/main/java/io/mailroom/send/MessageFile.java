package io.mailroom.send;

import io.mailroom.mime.Draft;
import io.mailroom.mime.MessageBuilder;
import io.mailroom.smtp.MessageSource;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A message as it is to travel, in a file that nobody but us sees and that is gone when we are, so that its size is known
 * before the server is asked and memory does not grow with it. Blocking; for one thread.
 */
final class MessageFile implements MessageSource, AutoCloseable {

    /** The message would be larger than allowed. */
    static final class TooLarge extends IOException {
        private TooLarge(long limit) {
            super("larger than " + limit + " bytes");
        }
    }

    private static final int BUFFER = 64 * 1024;

    private final FileChannel channel;
    private final long size;

    private MessageFile(FileChannel channel, long size) {
        this.channel = channel;
        this.size = size;
    }

    /** @throws TooLarge as soon as it is; no more of the attachments is read */
    static MessageFile write(Draft draft, long limit) throws IOException {
        var path = Files.createTempFile("mailroom-send", ".eml");
        // On the systems we run on the name is taken off the disk right now, so that not even kill -9 leaves mail
        // there.
        var channel = FileChannel.open(
                path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
        boolean written = false;
        try {
            var out = new Bounded(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), limit);
            MessageBuilder.write(draft, out);
            out.flush();
            written = true;
            return new MessageFile(channel, channel.size());
        } finally {
            if (!written) {
                channel.close();
            }
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Channels.newInputStream(channel.position(0)).transferTo(out);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // What was to be read has been read, and the name is off the disk already.
        }
    }

    private static final class Bounded extends FilterOutputStream {

        private final long limit;
        private long written;

        Bounded(OutputStream out, long limit) {
            super(out);
            this.limit = limit;
        }

        @Override
        public void write(int b) throws IOException {
            count(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            count(length);
            out.write(bytes, offset, length);
        }

        private void count(int more) throws IOException {
            written += more;
            if (written > limit) {
                throw new TooLarge(limit);
            }
        }
    }
}
