package io.mailroom.mime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the parts of a message, and those of what is wrapped in them. */
final class MessageParts {

    /** Of signed messages within signed messages. */
    private static final int DEEPEST = 5;

    /** A body up to this size may be nothing but blanks. */
    private static final int SHORT = 256;

    private final ParseLimits limits;
    private final List<Part> parts = new ArrayList<>();
    private final List<Part> outlookBodies = new ArrayList<>();
    private long unwrapped;

    private MessageParts(ParseLimits limits) {
        this.limits = limits;
    }

    /**
     * @param into gets the parts
     * @return which limit stopped us
     */
    static @Nullable String read(Octets raw, HeaderFields fields, int bodyStart, ParseLimits limits, List<Part> into) {
        var gathered = new MessageParts(limits);
        var problem = gathered.entity(raw, fields, bodyStart, new PartReader(raw, null, null), 0);
        if (problem == null) {
            into.addAll(gathered.parts);
            if (!gathered.outlookBodies.isEmpty() && !gathered.hasText(raw)) {
                into.addAll(gathered.outlookBodies);
            }
        }
        return problem;
    }

    private @Nullable String entity(Octets octets, HeaderFields fields, int bodyStart, PartReader reader, int depth) {
        var scan = new PartScan(octets, limits);
        scan.run(fields, bodyStart);
        if (scan.problem() != null) {
            return scan.problem();
        }
        for (var leaf : scan.leaves()) {
            for (var piece : UuFiles.split(octets, leaf)) {
                var part = reader.read(piece, parts.size() + 1);
                if (!unwrap(reader, piece, part, depth)) {
                    parts.add(part);
                }
            }
            if (parts.size() > limits.maxParts()) {
                return "more than " + limits.maxParts() + " parts";
            }
        }
        return null;
    }

    /** Whether the part need not be kept, as all that is in it was found. */
    private boolean unwrap(PartReader reader, Leaf leaf, Part part, int depth) {
        if (part.kind() != Part.Kind.ATTACHMENT) {
            return false;
        }
        try {
            if (isSigned(part)) {
                return depth < DEEPEST
                        && part.size() <= limits.maxUnwrappedBytes() - unwrapped
                        && OneAtATime.when(part.size(), () -> signed(reader, leaf, part, depth));
            }
            return isTnef(part) && OneAtATime.when(part.size(), () -> tnef(reader, leaf, part));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static boolean isSigned(Part part) {
        return switch (part.contentType()) {
            case "application/pkcs7-mime", "application/x-pkcs7-mime" -> true;
            default -> isFile(part, "smime.p7m");
        };
    }

    private static boolean isTnef(Part part) {
        return switch (part.contentType()) {
            case "application/ms-tnef", "application/vnd.ms-tnef" -> true;
            default -> isFile(part, "winmail.dat");
        };
    }

    private static boolean isFile(Part part, String name) {
        return part.contentType().equals("application/octet-stream") && name.equalsIgnoreCase(part.name());
    }

    private boolean signed(PartReader reader, Leaf leaf, Part part, int depth) throws IOException {
        var content = new byte[(int) part.size()];
        int length;
        try (var signed = SignedContent.open(reader.decoded(leaf), part.length())) {
            length = signed.readNBytes(content, 0, content.length);
        }
        unwrapped += content.length;
        var octets = new Octets(ByteBuffer.wrap(content, 0, length));
        int headerEnd = octets.headerEnd();
        var fields = HeaderFields.read(octets, 0, Math.min(headerEnd, limits.maxHeaderBytes()));
        // Documents are signed in this way too, and those are no messages.
        if (headerEnd > limits.maxHeaderBytes() || fields.first("content-type") == null) {
            return false;
        }
        var digest = Sha256.start();
        octets.update(digest, 0, length);
        var source = new Unwrapped.Opened(
                part.source(), part.offset(), part.length(), part.encoding(), true, digest.digest(), length);
        int before = parts.size();
        if (entity(octets, fields, headerEnd, new PartReader(octets, source, part.path()), depth + 1) == null) {
            return true;
        }
        parts.subList(before, parts.size()).clear();
        return false;
    }

    private boolean tnef(PartReader reader, Leaf leaf, Part part) throws IOException {
        var source = new Unwrapped.Opened(
                part.source(), part.offset(), part.length(), part.encoding(), false, part.sha256(), part.size());
        try (var file = reader.decoded(leaf)) {
            var tnef = Tnef.read(file, source, part.path());
            if (parts.size() + tnef.files().size() > limits.maxParts()) {
                return false;
            }
            parts.addAll(tnef.files());
            outlookBodies.addAll(tnef.bodies());
            return tnef.complete() && !(tnef.files().isEmpty() && tnef.bodies().isEmpty());
        }
    }

    /** Outlook sends a blank text beside a winmail.dat that holds the real one. */
    private boolean hasText(Octets raw) {
        return parts.stream().anyMatch(part -> part.kind() != Part.Kind.ATTACHMENT && !isBlank(raw, part));
    }

    private static boolean isBlank(Octets raw, Part part) {
        if (part.size() > SHORT) {
            return false;
        }
        var source = part.source();
        StreamSource message = () -> raw.stream(0, raw.length());
        try (var whole = source == null ? message.open() : source.open(message)) {
            whole.skipNBytes(part.offset());
            var text = PartDecoder.decode(new SpanStream(whole, part.length()), part.encoding());
            return BodyText.read(part, text, SHORT).codePoints().allMatch(c -> Character.isWhitespace(c) || c == 0xA0);
        } catch (IOException impossible) {
            return false;
        }
    }
}
