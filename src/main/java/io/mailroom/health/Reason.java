package io.mailroom.health;

import io.mailroom.egress.Cause;

/**
 * What went wrong, in our own words, as a sentence for mail: anybody may run the server whose words it was told in, and have
 * mail sent to anybody.
 */
final class Reason {

    private Reason() {}

    static String of(Cause cause) {
        return switch (cause) {
            case DNS -> "The name of its server is not known.";
            case REFUSED -> "Its server refused to be connected to.";
            case UNREACHABLE -> "There is no way to its server.";
            case TIMEOUT -> "Its server did not answer in time.";
            case EGRESS_DENIED -> "This service may not connect to its server.";
            case TLS_UNTRUSTED -> "The certificate of its server is not to be trusted.";
            case TLS_HOSTNAME -> "The certificate of its server is made out to another name.";
            case TLS_PROTOCOL -> "Its server and this service found no way to encrypt.";
            case STARTTLS_MISSING -> "Its server offered no encryption.";
            case AUTH -> "Its server refused user and password.";
            case OAUTH_UNSUPPORTED -> "Its server takes no OAuth2 tokens.";
            case OAUTH_INVALID_GRANT -> "Your authorisation is not valid any more.";
            case THROTTLED -> "Its server wants to be left alone for a while.";
            case TOO_MANY_CONNECTIONS -> "Its server has too many connections to this mailbox.";
            case DISABLED_BY_PROVIDER -> "Your provider has this kind of access switched off.";
            case UNAVAILABLE -> "Its server is not available for now.";
            case CONNECTION_LOST -> "Its server broke the connection off.";
            case PROTOCOL -> "Its server answered in a way that makes no sense.";
            case OTHER -> "It went wrong in a way of its own.";
        };
    }
}
