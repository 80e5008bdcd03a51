package io.mailroom.handover;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailroom.egress.WebClient;
import io.mailroom.item.ItemFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/** A multipart/form-data body (RFC 7578); its files are read while it is sent. */
final class FormData implements WebClient.Content {

    private interface Opening {
        InputStream open() throws IOException;
    }

    private record Piece(long length, Opening opening) {

        static Piece of(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            return new Piece(bytes.length, () -> new ByteArrayInputStream(bytes));
        }
    }

    private final String boundary = "mailroom-" + UUID.randomUUID();
    private final List<Piece> pieces = new ArrayList<>();

    FormData text(String name, String contentType, String value) {
        pieces.add(Piece.of(head("name=\"" + name + "\"", contentType) + value + "\r\n"));
        return this;
    }

    FormData text(String name, String value) {
        return text(name, "text/plain; charset=UTF-8", value);
    }

    FormData file(String name, ItemFile file) {
        String type = file.contentType().replaceAll("[\\r\\n]", " ");
        pieces.add(Piece.of(head("name=\"" + name + "\"; filename=\"" + escaped(file.name()) + "\"", type)));
        pieces.add(new Piece(file.size(), () -> file.content().open()));
        pieces.add(Piece.of("\r\n"));
        return this;
    }

    private String head(String disposition, String contentType) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: "
                + contentType + "\r\n\r\n";
    }

    /** As browsers do it. */
    private static String escaped(String fileName) {
        return fileName.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    private Piece end() {
        return Piece.of("--" + boundary + "--\r\n");
    }

    @Override
    public long length() {
        return pieces.stream().mapToLong(Piece::length).sum() + end().length();
    }

    /** Each piece is opened when the one before it has come to its end. */
    @Override
    public InputStream open() {
        var all = new ArrayList<>(pieces);
        all.add(end());
        return new SequenceInputStream(opened(all.iterator()));
    }

    private static Enumeration<InputStream> opened(Iterator<Piece> pieces) {
        return new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return pieces.hasNext();
            }

            @Override
            public InputStream nextElement() {
                try {
                    return pieces.next().opening().open();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
