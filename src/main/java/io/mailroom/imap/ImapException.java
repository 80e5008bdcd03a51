package io.mailroom.imap;

import io.mailroom.egress.Cause;
import io.mailroom.egress.ConnectFailure;
import io.mailroom.egress.CredentialException;
import org.jspecify.annotations.Nullable;

/** An IMAP server could not be reached, refused a command, or spoke nonsense. The message is fit for the mailbox's owner. */
public final class ImapException extends RuntimeException {

    /** Why, as far as a machine must know. */
    public enum Reason {
        DNS(true),
        REFUSED(true),
        UNREACHABLE(true),
        TIMEOUT(true),
        /** The operator allows no connection to the addresses of this host. */
        EGRESS_DENIED(false),
        TLS_UNTRUSTED(false),
        TLS_HOSTNAME(false),
        TLS_PROTOCOL(false),
        STARTTLS_MISSING(false),
        /** The server does not know the user, or not with this password or token. */
        AUTHENTICATION(false),
        /** A token is all we have, and the server takes none. The token was not sent. */
        OAUTH_UNSUPPORTED(false),
        /** There is no token to be had until the owner has authorised us again. */
        OAUTH_INVALID_GRANT(false),
        /** There is no token to be had until somebody has mended the client that we are to the provider. */
        OAUTH_CLIENT(false),
        TOO_MANY_CONNECTIONS(true),
        THROTTLED(true),
        /** The provider has switched IMAP off, for the account or for everybody. */
        DISABLED_BY_PROVIDER(false),
        /** The server says that it cannot just now. */
        UNAVAILABLE(true),
        MAILBOX_MISSING(false),
        NOT_PERMITTED(false),
        QUOTA(false),
        CONNECTION_LOST(true),
        /** Bigger than we take. */
        TOO_LARGE(false),
        /** The server refused a command and gave no reason that we know. */
        COMMAND_REFUSED(false),
        /** The server's answer could not be understood. */
        PROTOCOL(false);

        private final boolean temporary;

        Reason(boolean temporary) {
            this.temporary = temporary;
        }

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

    private final Reason reason;
    private final @Nullable String serverText;

    ImapException(Reason reason, String message, @Nullable String serverText, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.serverText = serverText;
    }

    ImapException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    /** There was no credential, and so no connection. */
    static ImapException of(CredentialException e) {
        var reason = switch (e.failure()) {
            case OAUTH_INVALID_GRANT -> Reason.OAUTH_INVALID_GRANT;
            case THROTTLED -> Reason.THROTTLED;
            default -> e.failure().temporary() ? Reason.UNAVAILABLE : Reason.OAUTH_CLIENT;
        };
        return new ImapException(reason, String.valueOf(e.getMessage()), null, e);
    }

    public Reason reason() {
        return reason;
    }

    /** In the words that all protocols share; what concerns one mailbox or mail only is {@link Cause#OTHER}. */
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
            case OAUTH_CLIENT, MAILBOX_MISSING, NOT_PERMITTED, QUOTA, TOO_LARGE, COMMAND_REFUSED -> Cause.OTHER;
        };
    }

    /** Whether the same may well succeed later without anybody changing anything. */
    public boolean temporary() {
        return reason.temporary;
    }

    /** What the server said, without the credential should it have repeated that. */
    public @Nullable String serverText() {
        return serverText;
    }
}
