package io.mailroom.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Writes a document parcel by parcel, see {@link Format}. One that was not {@link #finish finished} is not taken by anybody. */
final class DocumentWriter {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false)
            .build();

    private final JsonGenerator out;
    private final DocumentKey key;
    private String before;

    DocumentWriter(OutputStream target, DocumentKey key, Scope scope, Instant now) throws IOException {
        this.key = key;
        this.before = Format.begin(key, now.toEpochMilli(), scope);
        this.out = JSON.createGenerator(target);
        out.useDefaultPrettyPrinter();
        out.writeStartObject();
        out.writeNumberField(Format.CREATED, now.toEpochMilli());
        out.writeStringField(Format.FORMAT, Format.NAME);
        out.writePOJOField(Format.KEY, key.parameters());
        out.writeStringField(Format.OF, scope.word());
        out.writeArrayFieldStart(Format.PARCELS);
    }

    void add(Parcel parcel) throws IOException {
        var written = JSON.createObjectNode()
                .put(Format.COLLECTIVE, parcel.collective())
                .put(Format.LOGIN, parcel.login());
        var entries = written.putArray(Format.ENTRIES);
        parcel.items().forEach(item -> entries.add(entry(parcel, item)));
        before = Format.parcel(key, before, written);
        written.put(Format.SEAL, before);
        out.writeTree(written);
        out.flush();
    }

    private ObjectNode entry(Parcel parcel, Parcel.Item item) {
        var piece = item.piece();
        var entry = JSON.createObjectNode().put(Format.KIND, item.kind()).put(Format.PIECE_NAME, piece.name());
        entry.set(Format.VALUE, piece.value());
        if (!piece.secrets().isEmpty()) {
            var secrets = entry.putObject(Format.SECRETS);
            piece.secrets()
                    .forEach((field, secret) -> secrets.put(
                            field,
                            key.seal(
                                    secret,
                                    new Place(parcel.collective(), parcel.login(), item.kind(), piece.name(), field))));
        }
        return entry;
    }

    void finish() throws IOException {
        out.writeEndArray();
        out.writeStringField(Format.SEAL, Format.end(key, before));
        out.writeEndObject();
        out.flush();
    }
}
