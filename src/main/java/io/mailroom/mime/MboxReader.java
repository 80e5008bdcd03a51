package io.mailroom.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the mails out of an mbox (RFC 4155), one after the other; memory grows neither with the file nor with a mail.
 *
 * <p>Its dialects differ in how a mail is kept apart from the next. In most a line that begins with {@code From } after an
 * empty line does, and such lines of a mail itself are quoted by {@code >}, of which one is taken away (mboxrd, and mboxo as
 * far as it can be told). In mboxcl2 nothing is quoted and Content-Length says where a mail ends: that is believed where
 * the first mail of the file, and then each mail by itself, ends where it says.
 *
 * <p>A mail comes out as it went over the wire: a file system's line feeds become CRLF again, so that it is recognised as
 * the same mail that an IMAP server hands out.
 */
public final class MboxReader implements AutoCloseable {

    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = {'\r', '\n'};

    /** A separator and the beginning of the line after it. */
    private static final int LOOKAHEAD = 1024;

    /** A time of day, or nothing at all as recent Thunderbirds write it. */
    private static final Pattern ENVELOPE = Pattern.compile("(?s)\\s*|.*\\d:\\d\\d.*");

    private static final Pattern FIELD = Pattern.compile("(?s)(>From |[!-9;-~]+[ \\t]*:).*");

    /** Whether the mails say by Content-Length where they end; null until the first of them has shown it. */
    private @Nullable Boolean byLength;

    private final MboxWindow window;

    private MboxReader(MboxWindow window) {
        this.window = window;
    }

    /** Empty where the file is none; a file without anything in it is one without mails. */
    public static Optional<MboxReader> open(Path file) throws IOException {
        var window = MboxWindow.open(file);
        boolean mbox = false;
        try {
            while (window.emptyLine() > 0) {
                window.skip(window.emptyLine());
            }
            var reader = new MboxReader(window);
            mbox = window.isAtEnd() || reader.isAtSeparator();
            return mbox ? Optional.of(reader) : Optional.empty();
        } finally {
            if (!mbox) {
                window.close();
            }
        }
    }

    /** Writes the next mail; empty at the end of the file. */
    public Optional<MboxEnvelope> next(OutputStream into) throws IOException {
        if (window.isAtEnd()) {
            return Optional.empty();
        }
        var envelope = MboxEnvelope.of(window.line(LOOKAHEAD));
        window.skipLine();
        long length = header(into);
        if (Boolean.TRUE.equals(byLength) || byLength == null) {
            boolean holds = length >= 0 && endsAfter(length);
            byLength = byLength == null ? holds : byLength;
            if (holds) {
                window.copy(length, into);
                skipEmptyLines();
                return Optional.of(envelope);
            }
        }
        body(into, !byLength);
        return Optional.of(envelope);
    }

    /** Copies the header with the empty line at its end. Returns the Content-Length, or -1. */
    private long header(OutputStream into) throws IOException {
        long length = -1;
        while (!window.isAtEnd()) {
            int empty = window.emptyLine();
            if (empty > 0) {
                window.skip(empty);
                into.write(CRLF);
                return length;
            }
            if (window.startsWithIgnoreCase(CONTENT_LENGTH)) {
                length = number(window.line(CONTENT_LENGTH.length + 20).substring(CONTENT_LENGTH.length));
            }
            window.copyLine(into);
        }
        return -1;
    }

    private static long number(String text) {
        var digits = text.strip();
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
    }

    /** Copies everything up to the next separator, without the empty line before that. */
    private void body(OutputStream into, boolean quoted) throws IOException {
        boolean afterEmptyLine = true; // the one that ended the header
        boolean heldBack = false;
        while (!window.isAtEnd()) {
            if (afterEmptyLine && isAtSeparator()) {
                return;
            }
            if (heldBack) {
                into.write(CRLF);
            }
            int empty = window.emptyLine();
            afterEmptyLine = empty > 0;
            heldBack = afterEmptyLine;
            if (afterEmptyLine) {
                window.skip(empty);
            } else {
                if (quoted && isQuotedFrom()) {
                    window.skip(1);
                }
                window.copyLine(into);
            }
        }
    }

    /** {@code From } alone would be too little: it begins many a sentence that some program did not quote. */
    private boolean isAtSeparator() throws IOException {
        if (!window.startsWith(FROM)) {
            return false;
        }
        var lines = window.text(LOOKAHEAD).split("\r?\n", 3);
        return ENVELOPE.matcher(lines[0].substring(FROM.length)).matches()
                || lines.length > 1 && FIELD.matcher(lines[1]).matches();
    }

    private boolean isQuotedFrom() throws IOException {
        int quotes = 0;
        while (quotes < LOOKAHEAD && window.at(quotes) == '>') {
            quotes++;
        }
        return quotes > 0 && window.startsWith(FROM, quotes);
    }

    /** Whether what follows a body of that length is the next mail, or nothing. */
    private boolean endsAfter(long length) throws IOException {
        var rest = window.peek(length, LOOKAHEAD);
        if (rest.isEmpty()) {
            return false;
        }
        var next = rest.get().replaceFirst("^(\r?\n)+", "");
        return next.isEmpty()
                || next.startsWith("From ") && (next.length() < rest.get().length() || window.endsLine(length));
    }

    private void skipEmptyLines() throws IOException {
        while (window.emptyLine() > 0) {
            window.skip(window.emptyLine());
        }
        if (!window.isAtEnd() && !window.startsWith(FROM)) {
            throw new IllegalStateException("the archive changed while it was read");
        }
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
