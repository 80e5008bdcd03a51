package io.mailroom.oauth;

import io.mailroom.web.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what a user has consented to with what mail needs: providers let users untick single rights. */
final class MailScopes {

    private MailScopes() {}

    /**
     * @param granted separated by spaces; null means what was asked for (RFC 6749 section 5.1)
     * @throws Problem naming what is missing
     */
    static void demand(Provider provider, @Nullable String granted) {
        if (granted == null) {
            return;
        }
        var had = Arrays.stream(granted.split("[ ,]+")).map(MailScopes::essence).collect(Collectors.toSet());
        List<String> missing = provider.mailScopes().stream()
                .filter(scope -> !had.contains(essence(scope)))
                .toList();
        if (!missing.isEmpty()) {
            throw ProviderProblem.refused(provider.displayName() + " gave no access to mail: "
                    + String.join(", ", missing) + " is missing from what you consented to. Begin again, and leave"
                    + " every box of the consent page ticked, that for reading and sending mail above all.");
        }
    }

    /** Microsoft writes the same scope with either of its hosts, in any case, or without a host. */
    private static String essence(String scope) {
        String lower = scope.toLowerCase(Locale.ROOT);
        return lower.replaceFirst("^https://outlook\\.office(365)?\\.com/", "");
    }
}
