package io.mailroom.provider;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose mail server a host is, for numbers: the name that was registered, as {@code gmail.com}, for the providers of the list
 * that Mailroom brings, and one word for all others. So there are never more of them than there are presets, whatever hosts
 * users think of.
 */
@ApplicationScoped
public class KnownHosts {

    public static final String OTHER = "other";

    private final Set<String> known;

    KnownHosts(Presets presets) {
        known = presets.all().stream()
                .flatMap(preset -> Stream.concat(preset.imap().stream(), preset.smtp().stream()))
                .map(server -> RegistrableDomain.of(server.host().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }

    public String provider(String host) {
        var registered = RegistrableDomain.of(host.toLowerCase(Locale.ROOT));
        return known.contains(registered) ? registered : OTHER;
    }

    /** All that {@link #provider} may answer, but {@link #OTHER}. */
    Set<String> all() {
        return known;
    }
}
