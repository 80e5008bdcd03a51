package io.mailroom.imap;

import jakarta.mail.Flags;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.eclipse.angus.mail.iap.Literal;
import org.jspecify.annotations.Nullable;

/** Adds a message to a mailbox (RFC 9051 section 6.3.12), as it is read from its source. */
final class Append {

    private Append() {}

    /**
     * @throws UncheckedIOException when the source could not be read to its end; the connection is gone then, as it stands
     *     in the middle of the message
     */
    static Optional<Appended> run(Wire wire, String mailbox, Instant received, AppendSource message) {
        var literal = new Streamed(message);
        try {
            var uid = wire.ask(
                    "store a message in the mailbox " + mailbox,
                    () -> wire.appenduid(mailbox, new Flags(Flags.Flag.SEEN), Date.from(received), literal));
            return Optional.ofNullable(uid).map(told -> new Appended(told.uidvalidity, told.uid));
        } catch (ImapException e) {
            var broken = literal.broken();
            if (broken == null) {
                throw e;
            }
            wire.hangUp();
            throw new UncheckedIOException(broken);
        }
    }

    /** Tells a source that breaks off from a server that does. */
    private static final class Streamed implements Literal {

        private final AppendSource message;
        private @Nullable IOException broken;

        Streamed(AppendSource message) {
            this.message = message;
        }

        @Nullable
        IOException broken() {
            return broken;
        }

        @Override
        public int size() {
            return Math.toIntExact(message.size());
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            var line = new Line(out);
            try {
                message.writeTo(line);
                if (line.written != message.size()) {
                    throw new IOException("the message has " + line.written + " octets, not " + message.size());
                }
            } catch (IOException e) {
                throw broke(line, e);
            } catch (RuntimeException e) {
                throw broke(line, new IOException("the message cannot be read", e));
            }
        }

        private IOException broke(Line line, IOException e) {
            if (!line.failed) {
                broken = e;
            }
            return e;
        }
    }

    private static final class Line extends FilterOutputStream {

        private long written;
        private boolean failed;

        Line(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            written += length;
            try {
                out.write(octets, offset, length);
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }
    }
}
