package io.mailroom.provider;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The providers that Mailroom knows of without asking anybody: {@code presets.json}, and what runs within this process. */
@ApplicationScoped
class Presets {

    private static final String FILE = "presets.json";

    private final List<Preset> all;
    private final List<LocalMail> local;

    Presets() {
        this(List.of());
    }

    @Inject
    Presets(@All List<LocalMail> local) {
        this.local = local;
        // A mapper of its own: the list is ours, and a key in it that nobody reads is a mistake.
        var json = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try (var file = Objects.requireNonNull(Presets.class.getResourceAsStream(FILE), FILE)) {
            all = json.readValue(file, new TypeReference<List<Preset>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }

    List<Preset> all() {
        return all;
    }

    Optional<Preset> ofDomain(String domain) {
        return Stream.concat(local(), all.stream())
                .filter(preset -> preset.isFor(domain))
                .findFirst();
    }

    private Stream<Preset> local() {
        return local.stream()
                .flatMap(one -> one.servers().stream())
                .map(found -> new Preset(
                        "local",
                        found.name(),
                        List.of(found.domain()),
                        List.of(),
                        List.of(found.imap()),
                        List.of(found.smtp()),
                        List.of(LoginWay.password()),
                        null,
                        found.advice()));
    }

    /** Whose mail server it is. */
    Optional<Preset> ofExchanger(String host) {
        return all.stream()
                .filter(preset -> preset.servedBy(host) > 0)
                .max(Comparator.comparingInt(preset -> preset.servedBy(host)));
    }

    /** How to be let in by OAuth at a server of a provider that is known. */
    Optional<LoginWay> oauthAt(String host) {
        return all.stream()
                .filter(preset -> Stream.concat(preset.imap().stream(), preset.smtp().stream())
                        .anyMatch(server -> server.host().equals(host)))
                .flatMap(preset -> preset.login().stream())
                .filter(way -> way.kind() == LoginWay.Kind.OAUTH)
                .findFirst();
    }
}
