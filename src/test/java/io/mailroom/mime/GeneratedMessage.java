package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** A well-formed message of random shape, and what was put into it. */
final class GeneratedMessage {

    record Leaf(String path, String contentType, TransferEncoding encoding, byte[] content) {}

    private static final String[] SUBTYPES = {"mixed", "alternative", "related", "parallel", "x-own"};
    private static final String[] TYPES = {"text/plain", "text/html", "application/pdf", "image/png", "text/calendar"};

    private final Random random;
    private final String lineBreak;
    private final List<Leaf> leaves = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int boundaries;

    GeneratedMessage(long seed) {
        random = new Random(seed);
        lineBreak = random.nextInt(4) == 0 ? "\n" : "\r\n";
        write("From: a@example.org" + lineBreak + "Subject: generated" + lineBreak);
        entity("", 0);
    }

    byte[] raw() {
        return out.toByteArray();
    }

    List<Leaf> leaves() {
        return leaves;
    }

    private void entity(String path, int depth) {
        if (random.nextInt(10) < (depth == 0 ? 9 : depth < 4 ? 3 : 0)) {
            multipart(path, depth);
        } else {
            leaf(path.isEmpty() ? "1" : path);
        }
    }

    private void multipart(String path, int depth) {
        // Each boundary begins like the one before it.
        var boundary = "=_b" + "x".repeat(boundaries++);
        write("Content-Type: multipart/" + pick(SUBTYPES) + ";" + lineBreak + "\tboundary=\"" + boundary + "\"");
        write(lineBreak + lineBreak + (random.nextBoolean() ? "A preamble." + lineBreak : ""));
        int children = 1 + random.nextInt(4);
        for (int child = 1; child <= children; child++) {
            write((child == 1 ? "" : lineBreak) + "--" + boundary + (random.nextInt(5) == 0 ? "  " : "") + lineBreak);
            entity(path.isEmpty() ? "" + child : path + "." + child, depth + 1);
        }
        if (depth > 0 || random.nextInt(5) > 0) {
            write(lineBreak + "--" + boundary + "--" + (random.nextBoolean() ? lineBreak + "An epilogue." : ""));
        }
    }

    private void leaf(String path) {
        var type = pick(TYPES);
        var encoding = TransferEncoding.values()[random.nextInt(3)];
        var content = new byte[random.nextInt(20) == 0 ? random.nextInt(60_000) : random.nextInt(300)];
        random.nextBytes(content);
        var encoded = switch (encoding) {
            case BASE64 ->
                Base64.getMimeEncoder(76, lineBreak.getBytes(US_ASCII)).encode(content);
            case QUOTED_PRINTABLE -> quotedPrintable(content);
            default -> content = text(content.length);
        };
        write("Content-Type: " + type + "; charset=utf-8" + lineBreak);
        if (encoding != TransferEncoding.IDENTITY) {
            write("Content-Transfer-Encoding: " + encoding.name().toLowerCase().replace('_', '-') + lineBreak);
        }
        if (random.nextBoolean()) {
            write("Content-Disposition: attachment; filename=\"file " + leaves.size() + ".bin\"" + lineBreak);
        }
        write(lineBreak);
        out.writeBytes(encoded);
        leaves.add(new Leaf(path, type, encoding, content));
    }

    /** Lines, some of them nearly delimiters. */
    private byte[] text(int length) {
        var lines = new StringBuilder();
        while (lines.length() < length) {
            switch (random.nextInt(5)) {
                case 0 -> lines.append("--");
                case 1 -> lines.append("--=_");
                case 2 -> lines.append("-- ").append("=_b");
                case 3 -> lines.append("Grüße, ✓");
                default -> lines.append(" \t").append(random.nextInt());
            }
            lines.append(random.nextInt(3) == 0 ? lineBreak : "");
        }
        return lines.append('.').toString().getBytes(UTF_8);
    }

    private byte[] quotedPrintable(byte[] content) {
        var encoded = new StringBuilder();
        int column = 0;
        for (byte octet : content) {
            encoded.append("=%02X".formatted(octet & 0xFF));
            column += 3;
            if (column > 72) {
                encoded.append('=').append(lineBreak);
                column = 0;
            }
        }
        return encoded.toString().getBytes(US_ASCII);
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private void write(String text) {
        out.writeBytes(text.getBytes(UTF_8));
    }
}
