package io.mailroom.oauth;

import io.mailroom.web.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        var missing = missing(provider.mailScopes(), granted);
        if (!missing.isEmpty()) {
            throw ProviderProblem.refused(provider.displayName() + " gave no access to mail: "
                    + String.join(", ", missing) + " is missing from what you consented to. Begin again, and leave"
                    + " every box of the consent page ticked, that for reading and sending mail above all.");
        }
    }

    /**
     * What mail needs, was consented to, and is not in the answer to a refresh any more (RFC 6749 section 6 lets a provider give
     * less). What the consent left out, or an admin has added since, has not been lost.
     *
     * @param granted null means what it was
     */
    static List<String> lost(List<String> needed, String consented, @Nullable String granted) {
        if (granted == null) {
            return List.of();
        }
        var neverHad = missing(needed, consented);
        return missing(needed, granted).stream()
                .filter(scope -> !neverHad.contains(scope))
                .toList();
    }

    /** Where nothing is known of what a provider's scopes are for, all of them are for mail. */
    static List<String> ofMail(String consented) {
        return split(consented)
                .filter(scope -> !Provider.NO_MAIL.contains(scope))
                .toList();
    }

    private static List<String> missing(List<String> wanted, String granted) {
        var had = split(granted).map(MailScopes::essence).collect(Collectors.toSet());
        return wanted.stream().filter(scope -> !had.contains(essence(scope))).toList();
    }

    private static Stream<String> split(String scopes) {
        return Arrays.stream(scopes.split("[ ,]+")).filter(scope -> !scope.isEmpty());
    }

    /** Microsoft writes the same scope with either of its hosts, in any case, or without a host. */
    private static String essence(String scope) {
        String lower = scope.toLowerCase(Locale.ROOT);
        return lower.replaceFirst("^https://outlook\\.office(365)?\\.com/", "");
    }
}
