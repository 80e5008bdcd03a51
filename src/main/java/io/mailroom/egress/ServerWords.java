package io.mailroom.egress;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What mail servers say in words only, or in words that mean more than the code in front of them: one and the same refusal
 * stands for a wrong password, for too many connections and for a protocol that is switched off.
 */
public final class ServerWords {

    private record Phrase(Cause cause, Pattern words) {

        Phrase(Cause cause, String... words) {
            this(cause, Pattern.compile(String.join("|", words)));
        }
    }

    /** In the order in which they are believed; each with who says it. */
    private static final List<Phrase> PHRASES = List.of(
            new Phrase(
                    Cause.DISABLED_BY_PROVIDER,
                    "smtpclientauthentication is disabled", // Microsoft, for a tenant or a mailbox
                    "basic auth\\w* is (disabled|not supported)", // Microsoft
                    "not enabled for (imap|pop|smtp)", // Gmail
                    "(imap|smtp)( \\w+){0,3} (is|has been|are) (disabled|not enabled|deactivated|switched off)",
                    "(imap|smtp) access (disabled|denied|not allowed)"),
            new Phrase(
                    Cause.THROTTLED,
                    "throttl", // Exchange: "Request is throttled. Suggested Backoff Time: ..."
                    "rate[ -]limit", // Yahoo
                    "bandwidth limit", // Gmail
                    "authenticated but not connected", // Microsoft, for everything from throttling to a wrong user
                    "too many (\\w+ ){0,2}(auth|log[ -]?[io]n|password|attempt|command|message)",
                    "(daily|hourly)( \\w+){0,3} (limit|quota)"), // Gmail
            new Phrase(
                    Cause.TOO_MANY_CONNECTIONS,
                    "too many( \\w+){0,3} (connection|session)",
                    "simultaneous (\\w+ )?(connection|session)", // Gmail
                    "concurrent (\\w+ )?(connection|session)", // Microsoft
                    "maximum number of connections", // Dovecot
                    "connections? limit"));

    private ServerWords() {}

    /** Empty when the words say no more than that it was a refusal. */
    public static Optional<Cause> cause(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return PHRASES.stream()
                .filter(phrase -> phrase.words().matcher(lower).find())
                .map(Phrase::cause)
                .findFirst();
    }
}
