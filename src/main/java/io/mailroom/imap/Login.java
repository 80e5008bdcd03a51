package io.mailroom.imap;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.egress.BearerRefusal;
import io.mailroom.egress.Credential;
import io.mailroom.egress.Tls;
import io.mailroom.imap.ImapException.Reason;
import java.util.Map;
import org.eclipse.angus.mail.iap.BadCommandException;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.eclipse.angus.mail.iap.ProtocolException;

/** From the greeting to the authenticated state (RFC 9051 sections 6.2 and 11). */
final class Login {

    private Login() {}

    static void run(Wire wire, Credential credential) {
        protect(wire);
        wire.capable();
        if (!wire.isAuthenticated()) {
            authenticate(wire, credential);
        }
        introduce(wire);
    }

    /** TLS before anything else is said, where STARTTLS was asked for. */
    private static void protect(Wire wire) {
        if (wire.server().tls() != Tls.STARTTLS) {
            return;
        }
        // It leaves no way to STARTTLS (RFC 9051 section 11.1), and whoever says it wants our commands in the clear.
        if (wire.isAuthenticated()) {
            throw new ImapException(
                    Reason.STARTTLS_MISSING,
                    wire.server() + " lets us in without a login (PREAUTH) before anything is encrypted, which rules"
                            + " STARTTLS out; a server that is set up well does not do that, but somebody in between might."
                            + " Nothing was sent to it. Use SSL with its TLS port.");
        }
        if (!wire.hasCapability("STARTTLS")) {
            throw new ImapException(
                    Reason.STARTTLS_MISSING,
                    wire.server()
                            + " does not offer STARTTLS, or somebody in between has removed it from what the server"
                            + " says. Nothing was sent to it. Use SSL with its TLS port, or no TLS if you trust the"
                            + " network in between.");
        }
        wire.tell("start TLS", () -> {
            wire.startTLS();
            wire.secured();
            // What was offered in the clear may have been written by anybody.
            wire.capability();
        });
    }

    private static void authenticate(Wire wire, Credential credential) {
        var offered = wire.getCapabilities();
        switch (credential) {
            case Credential.None none ->
                throw new ImapException(
                        Reason.AUTHENTICATION,
                        wire.server() + " wants a login, and these settings have no user. Add user and password.");
            case Credential.Password(var user, var password) -> login(wire, user, password);
            case Credential.AccessToken token -> login(wire, token);
        }
        // A server that did not list its capabilities anew with its OK has to be asked: they differ after login.
        if (wire.getCapabilities() == offered) {
            wire.tell("list its capabilities", wire::capability);
        }
    }

    private static void login(Wire wire, String user, String password) {
        if (wire.hasCapability("AUTH=PLAIN")) {
            attempt(wire, () -> wire.authplain(null, user, password));
        } else if (wire.hasCapability("AUTH=LOGIN")) {
            attempt(wire, () -> wire.authlogin(user, password));
        } else if (!wire.hasCapability("LOGINDISABLED")) {
            attempt(wire, () -> wire.login(user, password));
        } else {
            throw new ImapException(
                    Reason.AUTHENTICATION,
                    wire.server() + " takes no password on this connection. It may want TLS first, or OAuth.");
        }
    }

    private static void attempt(Wire wire, LoginCommand command) {
        wire.tell("log in", () -> {
            try {
                command.run();
            } catch (CommandFailedException e) {
                throw refused(wire, " refused the login. Check user and password.", wire.text(e.getResponse()), "");
            }
        });
    }

    /** Never as a password: a server that takes no tokens does not get to see one. */
    private static void login(Wire wire, Credential.AccessToken token) {
        var mechanism = BearerMechanism.among(name -> wire.hasCapability("AUTH=" + name), token.mechanism())
                .orElseThrow(() -> new ImapException(
                        Reason.OAUTH_UNSUPPORTED,
                        wire.server() + " offers neither XOAUTH2 nor OAUTHBEARER, so the access token was not sent."
                                + " Use a password for this server, or check the host name."));
        wire.tell("log in", () -> {
            var login = new TokenLogin(wire, token, mechanism);
            try {
                login.run();
            } catch (CommandFailedException | BadCommandException e) {
                var told = login.refusal();
                if (told.isEmpty() && e instanceof BadCommandException) {
                    throw e;
                }
                throw refused(
                        wire,
                        " refused the access token of " + token.user()
                                + ": it has expired, or is not for this mailbox.",
                        wire.text(e.getResponse()),
                        told);
            }
        });
    }

    /** @param told before the refusal, in a challenge; empty if nothing was */
    private static ImapException refused(Wire wire, String sentence, String answer, String told) {
        var reason = BearerRefusal.isOfToken(told) ? Reason.AUTHENTICATION : Refusal.ofLogin(answer);
        var text = told.isEmpty() ? answer : answer + " (" + told + ")";
        return new ImapException(
                reason,
                wire.server()
                        + (reason == Reason.AUTHENTICATION ? sentence : Refusal.sentence(reason))
                        + " It answered: " + text,
                text,
                null);
    }

    private interface LoginCommand {
        void run() throws ProtocolException;
    }

    private static void introduce(Wire wire) {
        // NetEase refuses to open any mailbox for a client that has not given its name (RFC 2971).
        if (wire.hasCapability("ID")) {
            wire.tell("take our name", () -> {
                try {
                    wire.id(Map.of("name", "Mailroom"));
                } catch (CommandFailedException notInterested) {
                    // It asked for nothing, so it gets nothing.
                }
            });
        }
        // RFC 6855: without it such a server may downgrade messages and names, and the bytes were not the sender's.
        if (wire.hasCapability("ENABLE") && (wire.hasCapability("UTF8=ACCEPT") || wire.hasCapability("UTF8=ONLY"))) {
            wire.tell("enable UTF-8", () -> wire.enable("UTF8=ACCEPT"));
        }
    }
}
