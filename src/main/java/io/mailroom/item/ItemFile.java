package io.mailroom.item;

import io.mailroom.mime.StreamSource;
import java.util.UUID;

/**
 * A listed attachment of an item, to be read by another room.
 *
 * @param page whether it is {@code mail.html}, the body as a page
 * @param size of what {@code content} will read
 */
public record ItemFile(UUID id, String name, String contentType, long size, boolean page, StreamSource content) {}
