package io.mailroom.provider;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The providers that Mailroom knows of without asking anybody: {@code presets.json}. */
@ApplicationScoped
class Presets {

    private static final String FILE = "presets.json";

    private final List<Preset> all;

    Presets() {
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
        return all.stream().filter(preset -> preset.isFor(domain)).findFirst();
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
