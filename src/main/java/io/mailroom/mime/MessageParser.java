package io.mailroom.mime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads raw messages. Throws for no input whatever: what cannot be looked into says so in its {@code problem}. */
public final class MessageParser {

    private MessageParser() {}

    /** @param raw from its position to its limit, in memory or mapped; it is not changed */
    public static ParsedMessage parse(ByteBuffer raw, ParseLimits limits) {
        var octets = new Octets(raw);
        int headerEnd = headerEnd(octets);
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
            problem = parts(octets, limits, fields, headerEnd, parts);
        }
        return new ParsedMessage(header, headerEnd, whole.digest(), body.digest(), List.copyOf(parts), problem);
    }

    /** Only the header, which may be followed by anything or nothing. */
    public static MessageHeader header(ByteBuffer raw) {
        var octets = new Octets(raw);
        int end = Math.min(headerEnd(octets), ParseLimits.DEFAULT.maxHeaderBytes());
        return new HeaderReader(HeaderFields.read(octets, 0, end), ParseLimits.DEFAULT.maxAddresses()).read();
    }

    private static @Nullable String parts(
            Octets octets, ParseLimits limits, HeaderFields fields, int bodyStart, List<Part> parts) {
        var scan = new PartScan(octets, limits);
        scan.run(fields, bodyStart);
        var reader = new PartReader(octets);
        for (var leaf : scan.leaves()) {
            parts.add(reader.read(leaf, parts.size() + 1));
        }
        return scan.problem();
    }

    /** After the first empty line, or at the end where there is none. */
    private static int headerEnd(Octets octets) {
        int line = 0;
        while (line < octets.length() && !octets.isEmptyLine(line)) {
            line = octets.nextLine(line);
        }
        return octets.nextLine(line);
    }
}
