package io.mailroom.mime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads raw messages. Throws for no input whatever: what cannot be looked into says so in its {@code problem}. */
public final class MessageParser {

    private MessageParser() {}

    /** @param raw from its position to its limit, in memory or mapped; it is not changed */
    public static ParsedMessage parse(ByteBuffer raw, ParseLimits limits) {
        var octets = new Octets(raw);
        int headerEnd = octets.headerEnd();
        var whole = Sha256.start();
        octets.update(whole, 0, octets.length());
        var body = Sha256.start();
        octets.update(body, headerEnd, octets.length());

        // Fields at the end of too long a header are not read.
        var fields = HeaderFields.read(octets, 0, Math.min(headerEnd, limits.maxHeaderBytes()));
        var reader = new HeaderReader(fields, limits.maxAddresses());
        var header = reader.read();
        String problem = null;
        if (headerEnd > limits.maxHeaderBytes()) {
            problem = "a header larger than " + limits.maxHeaderBytes() + " bytes";
        } else if (reader.hasTooManyAddresses()) {
            problem = "more than " + limits.maxAddresses() + " addresses";
        }
        var parts = new ArrayList<Part>();
        if (problem == null) {
            problem = MessageParts.read(octets, fields, headerEnd, limits, parts);
        }
        return new ParsedMessage(header, headerEnd, whole.digest(), body.digest(), List.copyOf(parts), problem);
    }

    /** Only the header, which may be followed by anything or nothing. */
    public static MessageHeader header(ByteBuffer raw) {
        var octets = new Octets(raw);
        int end = Math.min(octets.headerEnd(), ParseLimits.DEFAULT.maxHeaderBytes());
        return new HeaderReader(HeaderFields.read(octets, 0, end), ParseLimits.DEFAULT.maxAddresses()).read();
    }
}
