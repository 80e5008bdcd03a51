package io.mailroom.item;

import io.mailroom.blob.ByteSource;
import io.mailroom.mime.ParsedMessage;
import io.mailroom.mime.Part;
import java.time.Instant;
import java.util.List;

/**
 * A mail on its way to become an item.
 *
 * @param raw what {@code message} was parsed from
 * @param received the date of a mail that has none of its own
 * @param chosen the attachments to list, in their order: those that the file filter lets through
 * @param withPage whether the body is listed as {@code mail.html}
 */
public record IncomingMail(
        ParsedMessage message,
        ByteSource raw,
        Direction direction,
        Instant received,
        List<Part> chosen,
        boolean withPage) {}
