package io.mailroom.smtp;

import io.mailroom.egress.Cause;
import io.mailroom.egress.ConnectFailure;
import io.mailroom.egress.CredentialException;
import org.jspecify.annotations.Nullable;

/**
 * Nothing was submitted: the server could not be reached, did not let us in, or refused the message as a whole. The message
 * is fit for its sender.
 */
public final class SmtpException extends RuntimeException {

    /** Why, as far as a machine must know. */
    public enum Reason {
        DNS,
        REFUSED,
        UNREACHABLE,
        TIMEOUT,
        /** The operator allows no connection to the addresses of this host. */
        EGRESS_DENIED,
        TLS_UNTRUSTED,
        TLS_HOSTNAME,
        TLS_PROTOCOL,
        STARTTLS_MISSING,
        /** The server does not know the user, or not with this password or token, or wants one and we have none. */
        AUTHENTICATION,
        /** A token is all we have, and the server takes none. The token was not sent. */
        OAUTH_UNSUPPORTED,
        /** There is no token to be had until the owner has authorised us again. */
        OAUTH_INVALID_GRANT,
        /** There is no token to be had until somebody has mended the client that we are to the provider. */
        OAUTH_CLIENT,
        TOO_MANY_CONNECTIONS,
        THROTTLED,
        /** The provider has switched submission off, for the account or for everybody. */
        DISABLED_BY_PROVIDER,
        /** The server takes no messages now, from anybody or from us. */
        UNAVAILABLE,
        SENDER_REFUSED,
        MESSAGE_REFUSED,
        TOO_LARGE,
        /** An address that cannot be put on the wire, or needs SMTPUTF8 that the server lacks. */
        ADDRESS,
        CONNECTION_LOST,
        /** The server's answer could not be understood. */
        PROTOCOL;

        static Reason of(ConnectFailure failure) {
            return switch (failure.cause()) {
                case DNS -> DNS;
                case REFUSED -> REFUSED;
                case UNREACHABLE -> UNREACHABLE;
                case TIMEOUT -> TIMEOUT;
                case EGRESS_DENIED -> EGRESS_DENIED;
                case TLS_UNTRUSTED -> TLS_UNTRUSTED;
                case TLS_HOSTNAME -> TLS_HOSTNAME;
                case TLS_PROTOCOL -> TLS_PROTOCOL;
                default -> CONNECTION_LOST;
            };
        }
    }

    /** How far the dialogue had come (RFC 5321 section 3). */
    public enum Step {
        CONNECT,
        AUTH,
        MAIL,
        RCPT,
        DATA
    }

    private final Reason reason;
    private final Step step;
    private final boolean temporary;
    private final @Nullable Reply reply;

    SmtpException(
            Reason reason,
            Step step,
            boolean temporary,
            String message,
            @Nullable Reply reply,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.step = step;
        this.temporary = temporary;
        this.reply = reply;
    }

    /** There was no credential, and so no connection. */
    static SmtpException of(CredentialException e) {
        var temporary = e.failure().temporary();
        var reason = e.failure() == Cause.OAUTH_INVALID_GRANT
                ? Reason.OAUTH_INVALID_GRANT
                : temporary ? Reason.UNAVAILABLE : Reason.OAUTH_CLIENT;
        return new SmtpException(reason, Step.AUTH, temporary, String.valueOf(e.getMessage()), null, e);
    }

    public Reason reason() {
        return reason;
    }

    /** In the words that all protocols share; what concerns one message only is {@link Cause#OTHER}. */
    public Cause failure() {
        return switch (reason) {
            case DNS -> Cause.DNS;
            case REFUSED -> Cause.REFUSED;
            case UNREACHABLE -> Cause.UNREACHABLE;
            case TIMEOUT -> Cause.TIMEOUT;
            case EGRESS_DENIED -> Cause.EGRESS_DENIED;
            case TLS_UNTRUSTED -> Cause.TLS_UNTRUSTED;
            case TLS_HOSTNAME -> Cause.TLS_HOSTNAME;
            case TLS_PROTOCOL -> Cause.TLS_PROTOCOL;
            case STARTTLS_MISSING -> Cause.STARTTLS_MISSING;
            case AUTHENTICATION -> Cause.AUTH;
            case OAUTH_UNSUPPORTED -> Cause.OAUTH_UNSUPPORTED;
            case OAUTH_INVALID_GRANT -> Cause.OAUTH_INVALID_GRANT;
            case TOO_MANY_CONNECTIONS -> Cause.TOO_MANY_CONNECTIONS;
            case THROTTLED -> Cause.THROTTLED;
            case DISABLED_BY_PROVIDER -> Cause.DISABLED_BY_PROVIDER;
            case UNAVAILABLE -> Cause.UNAVAILABLE;
            case CONNECTION_LOST -> Cause.CONNECTION_LOST;
            case PROTOCOL -> Cause.PROTOCOL;
            case OAUTH_CLIENT, SENDER_REFUSED, MESSAGE_REFUSED, TOO_LARGE, ADDRESS -> Cause.OTHER;
        };
    }

    public Step step() {
        return step;
    }

    /** Whether the same may well succeed later without anybody changing anything. */
    public boolean temporary() {
        return temporary;
    }

    /** What the server said; absent if it said nothing. */
    public @Nullable Reply reply() {
        return reply;
    }
}
