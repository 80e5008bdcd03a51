package io.mailroom.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A raw message and what we read in it. */
record Eml(byte[] raw, ParsedMessage message) {

    static Eml of(byte[] raw) {
        return new Eml(raw, MessageParser.parse(ByteBuffer.wrap(raw), ParseLimits.DEFAULT));
    }

    /** One of the files under {@code mime}, which are named by their quirk. */
    static Eml named(String quirk) {
        try {
            return of(Files.readAllBytes(directory().resolve(quirk + ".eml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of the files beside this class. */
    static Eml odd(String quirk) {
        try (var file = Objects.requireNonNull(Eml.class.getResourceAsStream("odd/" + quirk + ".eml"))) {
            return of(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a server sent back, by the server. */
    static Eml bounce(String server) {
        try (var file = Objects.requireNonNull(Eml.class.getResourceAsStream("bounces/" + server + ".eml"))) {
            return of(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> allNames() {
        try (var files = Files.list(directory())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".eml"))
                    .map(name -> name.substring(0, name.length() - ".eml".length()))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            return Path.of(
                    Objects.requireNonNull(Eml.class.getResource("/mime")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    MessageHeader header() {
        return message.header();
    }

    List<Part> attachments() {
        return message.parts().stream()
                .filter(part -> part.kind() == Part.Kind.ATTACHMENT)
                .toList();
    }

    List<String> attachmentNames() {
        return attachments().stream().map(Part::name).toList();
    }

    byte[] content(Part part) {
        var source = part.source();
        var whole = source == null ? raw : content(source);
        var span = new ByteArrayInputStream(whole, (int) part.offset(), (int) part.length());
        try (var decoded = PartDecoder.decode(span, part.encoding())) {
            return decoded.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] content(Unwrapped source) {
        try (var content = source.open(() -> new ByteArrayInputStream(raw))) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BodyView body() {
        var contents = new ArrayList<BodyContent>();
        for (var part : message.parts()) {
            if (part.kind() != Part.Kind.ATTACHMENT) {
                contents.add(new BodyContent(part.kind(), part.contentType(), text(part)));
            }
        }
        return BodyView.of(contents);
    }

    private String text(Part part) {
        try {
            return BodyText.read(part, new ByteArrayInputStream(content(part)), 1_000_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
