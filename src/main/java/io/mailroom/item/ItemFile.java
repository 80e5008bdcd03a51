package io.mailroom.item;

import io.mailroom.mime.StreamSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/**
 * A listed attachment of an item, to be read by another room.
 *
 * @param page whether it is {@code mail.html}, the body as a page
 */
public record ItemFile(UUID id, String name, String contentType, boolean page, Bytes content) {

    /** What is read; a page is made when somebody asks for the first time. */
    public interface Bytes extends StreamSource {

        long size();
    }

    private record Known(long size, StreamSource source) implements Bytes {

        @Override
        public InputStream open() throws IOException {
            return source.open();
        }
    }

    /** @param size of what {@code content} will read */
    public ItemFile(UUID id, String name, String contentType, long size, boolean page, StreamSource content) {
        this(id, name, contentType, page, new Known(size, content));
    }

    public long size() {
        return content.size();
    }
}
