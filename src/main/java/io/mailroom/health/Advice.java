package io.mailroom.health;

import io.mailroom.egress.Cause;
import org.jspecify.annotations.Nullable;

/** The one step that mends a connection, as a sentence for its owner. */
final class Advice {

    private Advice() {}

    /** Of a grant. */
    static String of(Cause cause) {
        return of(Kind.IMAP, cause);
    }

    static @Nullable String of(Kind kind, Condition condition) {
        var cause = condition.cause();
        return cause == null ? null : of(kind, cause);
    }

    private static String of(Kind kind, Cause cause) {
        return switch (cause) {
            case DNS -> "Check the host name in the settings for typing errors.";
            case REFUSED -> "Check the port in the settings, and whether the server runs.";
            case UNREACHABLE -> "Check the host name in the settings, and the network of this service.";
            case TIMEOUT -> "Check host, port and sslType in the settings.";
            case EGRESS_DENIED -> "Ask the operator of this service to allow connections to this server.";
            case TLS_UNTRUSTED ->
                "Have the certificate of the server renewed, or store in the settings which certificate to trust.";
            case TLS_HOSTNAME -> "Write the host name into the settings that the server's certificate is made out to.";
            case TLS_PROTOCOL -> "Check port and sslType in the settings.";
            case STARTTLS_MISSING -> "Set sslType to ssl, with the port that belongs to it.";
            case AUTH ->
                "Store the right user and password in the settings. Many providers want an app password, made in their"
                        + " own settings.";
            case OAUTH_UNSUPPORTED -> "Use a password for this server, or check the host name in the settings.";
            case OAUTH_INVALID_GRANT -> "Authorise this service again at your provider.";
            case THROTTLED -> "Nothing: it is left alone for as long as it wants, and goes on by itself.";
            case TOO_MANY_CONNECTIONS -> "Close other programs that use this mailbox; it goes on by itself.";
            case DISABLED_BY_PROVIDER ->
                "Switch " + kind + " on in the settings of your provider, or ask its administrator to.";
            case UNAVAILABLE, CONNECTION_LOST -> "Nothing, as a rule: it is tried again by itself.";
            case PROTOCOL ->
                "Check host and port in the settings: the server does not speak " + kind + " as it should.";
            case OTHER -> "Look at what the server said; the connection is tried again by itself.";
        };
    }

    /** Why nothing is tried now. */
    static String refusal(Kind kind, Condition condition) {
        var what = condition.message() == null ? "" : " " + condition.message();
        var advice = of(kind, condition);
        return (condition.waits()
                        ? "This connection is not used until its settings change, because it failed for good."
                        : "This connection failed a moment ago and is left alone for a while.")
                + what
                + (advice == null ? "" : " " + advice);
    }
}
