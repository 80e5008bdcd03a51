package io.mailroom.settings;

import io.mailroom.egress.Cause;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Tls;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the owner of mail settings can do when they do not work: the one place where that is said. */
final class Advice {

    /** How the settings log in. */
    enum Login {
        NONE,
        PASSWORD,
        TOKEN
    }

    /**
     * Everything that advice depends on.
     *
     * @param text what the server said; empty if it said nothing
     * @param certificateNames whom its certificate is made out to, as far as it has shown one
     */
    record Trouble(
            Cause cause,
            Phase phase,
            MailProtocol protocol,
            MailServer server,
            String user,
            Login login,
            String text,
            List<String> certificateNames) {

        boolean says(String words) {
            return text.toLowerCase(Locale.ROOT).contains(words);
        }
    }

    private final Trouble trouble;
    private final MailProtocol protocol;
    private final MailServer server;

    private Advice(Trouble trouble) {
        this.trouble = trouble;
        this.protocol = trouble.protocol();
        this.server = trouble.server();
    }

    /** One to three sentences. */
    static String on(Trouble trouble) {
        return new Advice(trouble).sentences();
    }

    private String sentences() {
        return switch (trouble.cause()) {
            case DNS ->
                "Check the host for typing errors. It has to be the name of the mail server, such as " + protocol.word()
                        + ".example.org, and no e-mail address or web page.";
            case REFUSED -> pairing().orElse("Nothing listens there.") + " " + usual();
            case UNREACHABLE -> "Check the host, and whether this machine can reach the Internet.";
            case EGRESS_DENIED ->
                "Use the public name of the server. Whoever runs this service can allow the address in"
                        + " mailroom.egress.allow.";
            case TIMEOUT -> timeout();
            case TLS_UNTRUSTED -> untrusted();
            case TLS_HOSTNAME -> hostname();
            case TLS_PROTOCOL ->
                pairing()
                        .orElse(
                                server.tls() == Tls.SSL
                                        ? "The port may not speak TLS from the start: try sslType starttls, or "
                                                + protocol.with(Tls.SSL) + "."
                                        : "The server and we have no version of TLS in common; it should offer 1.2 or 1.3.");
            case STARTTLS_MISSING ->
                "Use " + protocol.with(Tls.SSL) + ". If the server used to offer STARTTLS, somebody may stand in"
                        + " between and hide it: do not change to none.";
            case AUTH -> login();
            case OAUTH_UNSUPPORTED ->
                "This server takes no OAuth tokens. Check the host, or use a password without useOAuth.";
            case OAUTH_INVALID_GRANT -> "Authorise this service again with the provider; the old permission is gone.";
            case THROTTLED ->
                trouble.says("authenticated but not connected")
                        ? "Microsoft says this when it is asked too often, when IMAP is switched off for the mailbox, or"
                                + " when the user is not the mailbox the token is for. Check those two, and wait for a"
                                + " quarter of an hour."
                        : "The provider slows this account down. Wait for a while before the next try: each one"
                                + " prolongs it.";
            case TOO_MANY_CONNECTIONS ->
                "Close other programs that use this mailbox, or have fewer of its folders watched, and try again in a"
                        + " few minutes.";
            case DISABLED_BY_PROVIDER -> disabled();
            case UNAVAILABLE -> "Try again in a while. Nothing is wrong with the settings as far as they were tried.";
            case CONNECTION_LOST ->
                pairing()
                        .orElse("Try again in a while. If it stays so, the server may not let this machine's address"
                                + " in.");
            case PROTOCOL ->
                pairing().orElse("That is no " + protocol + " server. Check host and port.") + " " + usual();
            case OTHER -> other();
        };
    }

    private String usual() {
        return "Usual for " + protocol + " are " + protocol.with(Tls.SSL) + ", and " + protocol.with(Tls.STARTTLS)
                + ".";
    }

    /** A port that by its number is meant for something else than these settings do with it. */
    private Optional<String> pairing() {
        int port = server.port();
        if (protocol.other().isUsual(port)) {
            return Optional.of("Port " + port + " is for " + protocol.other() + ", not for " + protocol + ".");
        }
        if (protocol.isSsl(port) && server.tls() != Tls.SSL) {
            return Optional.of("Port " + port + " speaks TLS from the first byte: set sslType to ssl, or use "
                    + protocol.with(Tls.STARTTLS) + ".");
        }
        if (protocol.isPlain(port) && server.tls() == Tls.SSL) {
            return Optional.of("Port " + port + " starts without TLS: set sslType to starttls, or use "
                    + protocol.with(Tls.SSL) + ".");
        }
        return Optional.empty();
    }

    private String timeout() {
        if (trouble.phase() == Phase.TCP) {
            return server.port() == 25
                    ? "Many networks block port 25. Use " + protocol.with(Tls.STARTTLS) + ", or "
                            + protocol.with(Tls.SSL) + "."
                    : "The host is down, or a firewall swallows connections to port " + server.port()
                            + ". Check host and port. " + usual();
        }
        boolean silent = trouble.phase() == Phase.GREETING || trouble.phase() == Phase.TLS;
        var either = server.tls() == Tls.SSL
                ? "The port may not speak TLS from the start: try sslType starttls."
                : "The port may speak TLS from the first byte: try sslType ssl.";
        return silent
                ? pairing().orElse(either)
                : "The server is slow, or makes us wait because of earlier failures. Try again in a while.";
    }

    private String untrusted() {
        return "Do not give it a password yet. If this is your own server, compare the SHA-256 fingerprint of this report"
                + " with that of its certificate, and store it as pinnedCertificate, or your authority's certificate as"
                + " caCertificates. Otherwise the server needs a certificate of a known authority.";
    }

    private String hostname() {
        var names = trouble.certificateNames().stream()
                .filter(name -> !name.startsWith("*"))
                .limit(3)
                .toList();
        return names.isEmpty()
                ? "Use the host name that your provider gives for its mail server."
                : "If you trust one of these names, use it as host: " + String.join(", ", names) + ".";
    }

    private String login() {
        if (trouble.login() == Login.NONE) {
            return "Add user and password.";
        }
        if (server.tls() == Tls.NONE && wantsTls()) {
            return "The server takes no password in the clear: set sslType to starttls.";
        }
        var provider = MailProvider.of(server.host());
        return trouble.login() == Login.TOKEN
                ? "The access token has expired, lacks the permission for mail, or is for another mailbox than "
                        + trouble.user() + ": authorise again, and check the user."
                : provider.map(known -> known.onPassword(protocol, trouble.user()))
                        .orElse(
                                "Check user and password. The user is mostly the full e-mail address. Where the account"
                                        + " has two-factor login, most providers want an app password instead of the usual one.");
    }

    private boolean wantsTls() {
        return trouble.says("privacyrequired")
                || trouble.says("plaintext")
                || trouble.says("starttls")
                || trouble.says("secure")
                || trouble.text().isEmpty();
    }

    private String disabled() {
        return MailProvider.of(server.host())
                .map(known -> known.onDisabled(protocol))
                .orElse("Switch on access by " + protocol + " in the settings of your mail account, or have its"
                        + " administrator do so.");
    }

    private String other() {
        return switch (trouble.phase()) {
            case INBOX -> "The login works. Ask the provider why this account's INBOX cannot be opened.";
            case SENDER ->
                "The login works. Most servers take only addresses of the account itself: check from, or have it added"
                        + " as an alias.";
            case AUTHENTICATION ->
                "Nothing was sent to the server. Whoever set up OAuth with this provider has to look at its client.";
            default -> "The server's own words say more.";
        };
    }
}
