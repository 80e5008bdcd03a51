package io.mailroom.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Providers that want something of their own before they let a mail program in. */
enum MailProvider {
    GOOGLE("gmail.com", "googlemail.com", "google.com") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return "Gmail takes no account password here. Make an app password at"
                    + " https://myaccount.google.com/apppasswords (it needs 2-Step Verification), or use OAuth.";
        }

        @Override
        String onDisabled(MailProtocol protocol) {
            return "Switch on IMAP in Gmail's settings, Forwarding and POP/IMAP; in a Workspace the administrator must"
                    + " allow it.";
        }

        /** The relay of a Workspace belongs to no mailbox. */
        @Override
        boolean keepsSentMail(String host) {
            return !host.startsWith("smtp-relay.");
        }
    },
    MICROSOFT("outlook.com", "office365.com", "hotmail.com", "live.com", "office.com") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return "Microsoft takes no passwords from mail programs any more. Use OAuth.";
        }

        @Override
        String onDisabled(MailProtocol protocol) {
            return protocol == MailProtocol.SMTP
                    ? "An administrator has to allow SMTP AUTH for this mailbox: Set-CASMailbox -Identity <mailbox>"
                            + " -SmtpClientAuthenticationDisabled $false, see https://aka.ms/smtp_auth_disabled."
                            + " Passwords are refused even so: use OAuth."
                    : "Passwords are switched off there: use OAuth. An administrator has to allow IMAP for this mailbox.";
        }

        /** What is handed to its exchangers without a login belongs to no mailbox. */
        @Override
        boolean keepsSentMail(String host) {
            return !host.endsWith(".mail.protection.outlook.com");
        }
    },
    YAHOO("yahoo.com", "yahoodns.net", "ymail.com") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return appPassword("Yahoo", "https://login.yahoo.com/account/security");
        }
    },
    AOL("aol.com") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return appPassword("AOL", "https://login.aol.com/account/security");
        }
    },
    ICLOUD("me.com", "icloud.com", "mac.com") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return appPassword("iCloud", "https://account.apple.com")
                    + localPartForImap(protocol, user)
                    + (protocol == MailProtocol.SMTP && !user.contains("@")
                            ? " For SMTP the user is the full address."
                            : "");
        }
    },
    GMX("gmx.net", "gmx.com", "gmx.de", "gmx.at", "gmx.ch") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return inTheWebMailer("GMX");
        }

        @Override
        String onDisabled(MailProtocol protocol) {
            return inTheWebMailer("GMX");
        }
    },
    WEB_DE("web.de") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return inTheWebMailer("WEB.DE") + localPartForImap(protocol, user);
        }

        @Override
        String onDisabled(MailProtocol protocol) {
            return inTheWebMailer("WEB.DE");
        }
    },
    T_ONLINE("t-online.de") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return "T-Online has a password for mail programs of its own, which is set in the customer centre.";
        }
    },
    FASTMAIL("fastmail.com", "messagingengine.com") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return "Fastmail takes app passwords only: Settings, Privacy & Security, Manage app passwords.";
        }
    },
    TENCENT("qq.com", "163.com") {
        @Override
        String onPassword(MailProtocol protocol, String user) {
            return "This provider wants an authorization code in place of the password; its web mailer makes one when"
                    + " IMAP and SMTP are switched on there.";
        }
    };

    private final List<String> domains;

    MailProvider(String... domains) {
        this.domains = List.of(domains);
    }

    /** Whose server this is, by its name. */
    static Optional<MailProvider> of(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(provider -> provider.domains.stream()
                        .anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain)))
                .findFirst();
    }

    /** A password was refused. */
    abstract String onPassword(MailProtocol protocol, String user);

    /** The protocol is switched off. */
    String onDisabled(MailProtocol protocol) {
        return "Switch on access by " + protocol + " in the settings of your mail account.";
    }

    /** Whether a mail that is submitted to this server is put among the sent mails of its sender without anybody's doing. */
    boolean keepsSentMail(String host) {
        return false;
    }

    private static String appPassword(String name, String link) {
        return name + " takes no account password here. Make an app password at " + link + ".";
    }

    private static String inTheWebMailer(String name) {
        return name + " lets mail programs in only after POP3/IMAP was switched on in the settings of its web mailer;"
                + " with two-factor login it wants an app password, too.";
    }

    private static String localPartForImap(MailProtocol protocol, String user) {
        return protocol == MailProtocol.IMAP && user.contains("@")
                ? " For IMAP the user is " + user.substring(0, user.indexOf('@')) + ", without what follows."
                : "";
    }
}
