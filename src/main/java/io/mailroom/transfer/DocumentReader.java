package io.mailroom.transfer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailroom.web.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a document parcel by parcel, see {@link Format}; what was changed is refused as soon as it is met. */
final class DocumentReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of a key, from what the document says of it. */
    interface Keys extends Function<KeyParameters, DocumentKey> {}

    private final JsonParser in;
    private final DocumentKey key;
    private final Scope scope;
    private String before;

    private DocumentReader(JsonParser in, DocumentKey key, Scope scope, long created) {
        this.in = in;
        this.key = key;
        this.scope = scope;
        this.before = Format.begin(key, created, scope);
    }

    /** @throws Problem 422 when it is no document, or the passphrase is wrong */
    static DocumentReader open(JsonParser in, Keys keys) throws IOException {
        return readable(() -> {
            var head = JSON.createObjectNode();
            demand(in.nextToken() == JsonToken.START_OBJECT);
            while (in.nextToken() == JsonToken.FIELD_NAME && !in.currentName().equals(Format.PARCELS)) {
                String field = in.currentName();
                in.nextToken();
                head.set(field, JSON.<JsonNode>readTree(in));
            }
            demand(in.currentToken() == JsonToken.FIELD_NAME && in.nextToken() == JsonToken.START_ARRAY);
            if (!Format.NAME.equals(head.path(Format.FORMAT).asText())) {
                throw Problem.invalid(
                        "document.format", "is not " + Format.NAME + ", which is what this version of Mailroom reads");
            }
            var scope = Scope.of(head.path(Format.OF).asText()).orElseThrow(DocumentReader::noDocument);
            var key = keys.apply(JSON.treeToValue(head.path(Format.KEY), KeyParameters.class));
            return new DocumentReader(in, key, scope, head.path(Format.CREATED).asLong());
        });
    }

    Scope scope() {
        return scope;
    }

    /** Empty after the last one, when the document has turned out to be whole. */
    Optional<Parcel> next() throws IOException {
        return readable(() -> {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                return Optional.of(parcel(JSON.readTree(in)));
            }
            demand(in.currentToken() == JsonToken.END_ARRAY);
            demand(Format.SEAL.equals(in.nextFieldName()));
            in.nextToken();
            DocumentKey.demand(JSON.readTree(in), Format.end(key, before));
            demand(in.nextToken() == JsonToken.END_OBJECT);
            return Optional.empty();
        });
    }

    private Parcel parcel(ObjectNode written) {
        var seal = Optional.ofNullable(written.remove(Format.SEAL)).orElseThrow(DocumentKey::tampered);
        before = Format.parcel(key, before, written);
        DocumentKey.demand(seal, before);
        String collective = written.path(Format.COLLECTIVE).asText();
        String login = written.path(Format.LOGIN).asText();
        List<Parcel.Item> items = new ArrayList<>();
        for (var entry : written.path(Format.ENTRIES)) {
            items.add(item(collective, login, entry));
        }
        return new Parcel(collective, login, items);
    }

    private Parcel.Item item(String collective, String login, JsonNode entry) {
        String kind = entry.path(Format.KIND).asText();
        String name = entry.path(Format.PIECE_NAME).asText();
        var secrets = new HashMap<String, String>();
        entry.path(Format.SECRETS)
                .properties()
                .forEach(secret -> secrets.put(
                        secret.getKey(),
                        key.open(
                                secret.getValue().asText(),
                                new Place(collective, login, kind, name, secret.getKey()))));
        return new Parcel.Item(kind, new Piece(name, entry.withObject("/" + Format.VALUE), secrets));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** What is no JSON is cut off, mostly. */
    private static <T> T readable(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (JacksonException e) {
            throw noDocument();
        }
    }

    private static void demand(boolean condition) {
        if (!condition) {
            throw noDocument();
        }
    }

    private static Problem noDocument() {
        return Problem.invalid("document", "is no document that Mailroom has exported, or it is not whole");
    }
}
