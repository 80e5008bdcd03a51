package io.mailroom.oauth;

import io.mailroom.web.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds the one that gives an authorization code to be the one that was asked for it (RFC 9207: mix-up). */
final class IssuerCheck {

    /** Microsoft calls itself by the tenant of the user, whichever it was asked as. */
    private static final Pattern TENANT = Pattern.compile("/[^/]+/v2\\.0$");

    private IssuerCheck() {}

    /**
     * @param issuer as it came with the code, if it did
     * @throws Problem when it is somebody else, or should have come and did not (section 2.4)
     */
    static void demand(Provider provider, Endpoints endpoints, @Nullable String issuer) {
        String expected = endpoints.issuer();
        boolean missing = issuer == null && endpoints.namesIssuer();
        boolean another = issuer != null && expected != null && !same(provider, expected, issuer);
        if (missing || another) {
            throw ProviderProblem.refused("The answer does not come from " + provider.displayName()
                    + ", which was asked. Somebody may be trying to trick you; nothing was given away. Begin again.");
        }
    }

    private static boolean same(Provider provider, String expected, String issuer) {
        return provider.kind() == ProviderKind.MICROSOFT
                ? TENANT.matcher(expected)
                        .replaceFirst("")
                        .equals(TENANT.matcher(issuer).replaceFirst(""))
                : expected.equals(issuer);
    }
}
