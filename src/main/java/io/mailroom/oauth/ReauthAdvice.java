package io.mailroom.oauth;

import io.mailroom.oauth.TokenAnswer.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/** Why a provider takes a refresh token no more, and the one step that mends it, as sentences for the grant's owner. */
final class ReauthAdvice {

    /** Google ends grants of an app whose consent screen is in "Testing" after so long. */
    private static final Duration TESTING = Duration.ofDays(7);

    /** By then a mailbox that is looked at every hour has found it out. */
    private static final Duration TESTING_FOUND_OUT = TESTING.plusHours(1);

    /** Microsoft's codes, the most telling first: they come in the description. */
    private static final List<Entry<String, String>> AADSTS = List.of(
            Map.entry("AADSTS700082", "Nobody has used it for 90 days. Authorise again."),
            Map.entry(
                    "AADSTS700084",
                    "It was given to a page that runs in the browser, for 24 hours only. Have the app"
                            + " registered as \"Web\", then authorise again."),
            Map.entry("AADSTS50173", "The password was changed, or all sessions were ended. Authorise again."),
            Map.entry(
                    "AADSTS50076", "The organisation now wants a second factor. Authorise again, and confirm with it."),
            Map.entry(
                    "AADSTS50079",
                    "The organisation now wants a second factor. Authorise again, and set it up when asked."),
            Map.entry(
                    "AADSTS50074", "The organisation now wants a second factor. Authorise again, and confirm with it."),
            Map.entry(
                    "AADSTS53003",
                    "A rule of the organisation (conditional access) forbids it. Ask its administrator to"
                            + " allow this app, then authorise again."),
            Map.entry(
                    "AADSTS65001",
                    "Consent is missing or was withdrawn. Authorise again; where only administrators may"
                            + " consent, ask one to do it."),
            Map.entry("AADSTS50057", "The account is disabled. Ask the organisation's administrator."),
            Map.entry(
                    "AADSTS50034",
                    "The account does not exist in this tenant. Check the tenant, then authorise again."),
            Map.entry("AADSTS700003", "The device that it was given to is no longer known. Authorise again."),
            Map.entry("AADSTS70008", "It has expired. Authorise again."),
            Map.entry("AADSTS70000", "It was withdrawn, or is for another client. Authorise again."));

    private ReauthAdvice() {}

    static String of(HeldTokens held, TokenClient client, Terminal terminal, Instant now) {
        var said = " (" + terminal.message() + ")";
        return subject(held) + "is no longer valid. " + step(held, client, terminal, now) + said;
    }

    static String withoutRefreshToken(HeldTokens held) {
        return subject(held) + "came without a refresh token, and its access token has ended. Authorise again.";
    }

    static String withoutScopes(HeldTokens held, TokenClient client, List<String> lost) {
        return subject(held) + "no longer gives access to mail: "
                + client.tokenEndpoint().getHost() + " has renewed it without " + String.join(", ", lost)
                + ". Authorise again, and leave every box of the consent page ticked; where the organisation has taken"
                + " it away, ask its administrator first.";
    }

    private static String subject(HeldTokens held) {
        return "The authorisation " + held.name() + " ";
    }

    private static String step(HeldTokens held, TokenClient client, Terminal terminal, Instant now) {
        for (var known : AADSTS) {
            if (terminal.message().matches("(?s).*" + known.getKey() + "\\b.*")) {
                return known.getValue();
            }
        }
        if (isGoogle(held, client)) {
            return google(held, now);
        }
        return held.brokenOff()
                ? "We were stopped in the middle of renewing it, and the provider takes each token only once."
                        + " Authorise again."
                : "It has expired, or access was withdrawn, or the password was changed. Authorise again.";
    }

    private static String google(HeldTokens held, Instant now) {
        var testingEnds = held.consented().plus(TESTING);
        boolean diedThen = !now.isBefore(testingEnds)
                && (held.refreshed() == null || held.refreshed().isBefore(testingEnds));
        boolean young = now.isBefore(held.consented().plus(TESTING_FOUND_OUT));
        if (diedThen) {
            return "Google ends it after 7 days while the app's consent screen is in \"Testing\". Publish the app"
                    + " (\"In production\"), then authorise again.";
        }
        return young
                ? "Access was withdrawn, or the password was changed. Authorise again. If it ends every week, publish the"
                        + " app first: Google ends it after 7 days while its consent screen is in \"Testing\"."
                : "Access was withdrawn, the password was changed, or nobody has used it for 6 months. Authorise again.";
    }

    private static boolean isGoogle(HeldTokens held, TokenClient client) {
        var host = String.valueOf(client.tokenEndpoint().getHost()).toLowerCase(Locale.ROOT);
        return held.provider().equals(ProviderKind.GOOGLE.word())
                || host.endsWith(".googleapis.com")
                || host.endsWith(".google.com");
    }
}
