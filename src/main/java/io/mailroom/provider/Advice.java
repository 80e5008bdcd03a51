package io.mailroom.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to tell a user of a proposal whose provider we do not know by name. */
final class Advice {

    static final String UNENCRYPTED = "CAUTION: this provider was found to offer unencrypted connections only."
            + " Everybody on the way can read the password and every mail. ";

    private static final String DNS = "This comes from DNS, which nobody signs: make sure that the servers are your"
            + " provider's before you give them your password. If the user is refused, try the part before the @.";

    private Advice() {}

    static String forLogins(List<LoginWay> logins, @Nullable String imapLink) {
        var allow = imapLink == null ? "" : " Access by IMAP has to be allowed first; the link says how.";
        return logins.stream().map(LoginWay::kind).findFirst().map(Advice::of).orElse("No login is needed.") + allow;
    }

    private static String of(LoginWay.Kind kind) {
        return switch (kind) {
            case OAUTH -> "The provider prefers OAuth: connect the mailbox once instead of giving a password.";
            case PASSWORD ->
                "Use the password of the mailbox; with two-factor authentication most providers want an app password.";
            case APP_PASSWORD -> "Make an app password; the account's own password is refused.";
            case MAIL_PASSWORD -> "Use the separate password for mail programs.";
        };
    }

    static String forDns() {
        return DNS;
    }

    /** @param exchanger whose mail server it is */
    static String forExchanger(String exchanger, String advice) {
        return "A guess, because mail for this domain goes to " + exchanger + ". " + advice;
    }
}
