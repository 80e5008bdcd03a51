package io.mailroom.settings;

import org.jspecify.annotations.Nullable;

/** What went wrong with a connection, as the headings of pages say it; and the words of the wire as their forms call them. */
final class CauseWords {

    private CauseWords() {}

    /** @param cause in the word of the wire */
    static String title(@Nullable String cause) {
        return switch (cause == null ? "" : cause) {
            case "dns" -> "There is no server of that name";
            case "refused" -> "No mail server listens there";
            case "unreachable" -> "The server cannot be reached";
            case "timeout" -> "The server took too long to answer";
            case "egress-denied" -> "Connections to this server are not allowed here";
            case "tls-untrusted" -> "The server's certificate is not trusted";
            case "tls-hostname" -> "The certificate is for another server name";
            case "tls-protocol" -> "No encrypted connection came about";
            case "starttls-missing" -> "The server offers no STARTTLS";
            case "auth" -> "The server did not accept the log-in";
            case "oauth-unsupported" -> "The server takes no sign-in of this kind";
            case "oauth-invalid-grant" -> "The sign-in has ended";
            case "throttled" -> "The provider asks for a pause";
            case "too-many-connections" -> "Too many programs use this mailbox";
            case "disabled-by-provider" -> "The provider has switched this off";
            case "unavailable" -> "The server is not available now";
            case "connection-lost" -> "The connection broke off";
            case "protocol" -> "That is no mail server of this kind";
            default -> "The server refused";
        };
    }

    /** Advice that was written for programs, too, with the labels of the forms in place of the names of JSON. */
    static String plain(String advice) {
        return advice.replaceFirst(" \\(pinnedCertificate\\)", "")
                .replaceFirst("^WARNING: certificates are ignored", "Any certificate is accepted")
                .replaceFirst("^WARNING: ", "")
                .replace(" (CERTIFICATES IGNORED)", "")
                .replace("Pin its certificate instead", "Trust its one certificate instead")
                .replace("sslType is none", "Encryption is None")
                .replaceAll("(?:set )?sslType (?:to )?(ssl|starttls)", "Encryption $1")
                .replace("Set Encryption", "Choose Encryption")
                .replace("do not change to none", "do not change to None")
                .replace("host, port and sslType", "server, port and encryption")
                .replace("port and sslType", "port and encryption")
                .replace("Encryption ssl", "Encryption SSL/TLS")
                .replace("Encryption starttls", "Encryption STARTTLS")
                .replace("sslType", "Encryption")
                .replace("a password without useOAuth", "a password")
                .replace("check from, or", "check the sender, or")
                .replace("Check that from is", "Check that the sender is");
    }
}
