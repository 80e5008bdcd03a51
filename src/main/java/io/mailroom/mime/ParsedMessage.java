package io.mailroom.mime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a raw message says of itself, and where its parts are.
 *
 * @param headerLength octets up to and including the empty line that ends the header
 * @param sha256 of the whole message
 * @param bodySha256 of everything after the header
 * @param parts the leaves in their order; empty where there is a problem
 * @param problem why the message was not looked into, beyond a leniently read header
 */
public record ParsedMessage(
        MessageHeader header,
        long headerLength,
        byte[] sha256,
        byte[] bodySha256,
        List<Part> parts,
        @Nullable String problem) {}
