package io.mailroom.handover;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.egress.WebClient.Content;
import io.mailroom.item.Direction;
import io.mailroom.item.ItemFile;
import io.mailroom.web.BaseUrl;
import io.mailroom.webhook.SigningSecret;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a program of an item, signed as Standard Webhooks has it: with links to its files, and the files if they are small. */
@ApplicationScoped
class WebhookCarrier implements Carrier {

    /** As receivers read it. The id is the same at every attempt. */
    @RegisterForReflection
    record Envelope(UUID id, String type, long timestamp, Object data) {}

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ItemData(
            UUID id,
            String name,
            Direction direction,
            long created,
            @Nullable Long date,
            @Nullable String from,
            @Nullable String to,
            @Nullable String messageId,
            @Nullable String language,
            List<String> tags,
            String link,
            List<FileData> files) {}

    /**
     * @param link where it can be downloaded with an API token
     * @param content in Base64; null unless it is in the call
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FileData(
            UUID id,
            String name,
            String contentType,
            long size,
            String link,
            @Nullable String content) {}

    @RegisterForReflection
    record PingData(String destination) {}

    private record Bytes(byte[] bytes) implements Content {

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private final Calls calls;
    private final ObjectMapper json;
    private final BaseUrl baseUrl;
    private final HandoverConfig config;
    private final Clock clock;

    WebhookCarrier(Calls calls, ObjectMapper json, BaseUrl baseUrl, HandoverConfig config, Clock clock) {
        this.calls = calls;
        this.json = json;
        this.baseUrl = baseUrl;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.WEBHOOK;
    }

    @Override
    public Outcome deliver(Destination to, Parcel parcel, Consumer<String> remember) {
        long size = parcel.files().stream().mapToLong(ItemFile::size).sum();
        boolean inline = Boolean.TRUE.equals(to.options().inline())
                && !parcel.files().isEmpty()
                && size <= config.inline().asLongValue();
        var envelope =
                new Envelope(parcel.key(), "item.imported", parcel.created().toEpochMilli(), data(parcel, inline));
        var answer = call(to, parcel.key(), envelope);
        return new Outcome.Delivered(inline, answer.status(), answer.body(), null, null);
    }

    /** A ping cannot be taken back; receivers know it by its type. */
    @Override
    public void check(Destination to, Checks checks) {
        checks.phase("call", () -> {
            var id = UUID.randomUUID();
            var ping = new Envelope(id, "ping", clock.instant().toEpochMilli(), new PingData(to.name()));
            return "It answered " + call(to, id, ping).status() + ".";
        });
    }

    private record Told(int status, String body) {}

    private Told call(Destination to, UUID id, Envelope envelope) {
        var body = written(envelope);
        long timestamp = clock.instant().getEpochSecond();
        var secret = new SigningSecret(Objects.requireNonNullElse(to.secret(), ""));
        var headers = Map.of(
                "content-type",
                "application/json",
                "webhook-id",
                id.toString(),
                "webhook-timestamp",
                Long.toString(timestamp),
                "webhook-signature",
                secret.signature(id.toString(), timestamp, body));
        var answer = calls.post(URI.create(to.url()), headers, new Bytes(body.getBytes(UTF_8)));
        return new Told(answer.status(), Calls.beginning(answer.text()));
    }

    private ItemData data(Parcel parcel, boolean inline) {
        var item = parcel.item();
        var date = item.date();
        return new ItemData(
                item.id(),
                item.name(),
                item.direction(),
                item.created().toEpochMilli(),
                date == null ? null : date.toEpochMilli(),
                item.from(),
                item.to(),
                item.messageId(),
                item.language(),
                item.tags(),
                link("/api/v1/sec/item/" + item.id()),
                parcel.files().stream()
                        .map(file -> data(item.id(), file, inline))
                        .toList());
    }

    private FileData data(UUID item, ItemFile file, boolean inline) {
        String path = "/api/v1/sec/attachment/" + file.id() + (file.id().equals(item) ? "/archive" : "");
        return new FileData(
                file.id(), file.name(), file.contentType(), file.size(), link(path), inline ? encoded(file) : null);
    }

    private String link(String path) {
        return baseUrl.configured().map(URI::toString).orElse("").replaceAll("/+$", "") + path;
    }

    private static String encoded(ItemFile file) {
        try (var in = file.content().open()) {
            return Base64.getEncoder().encodeToString(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String written(Envelope envelope) {
        try {
            return json.writeValueAsString(envelope);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
