package io.mailroom.settings;

import io.mailroom.mime.Address;
import io.mailroom.provider.LoginWay;
import io.mailroom.provider.Proposal;
import io.mailroom.provider.Server;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Option;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mailbox and its sender as one form, from an address and one password. */
final class ConnectForm {

    static final List<Option> ENCRYPTION =
            List.of(Option.of("ssl", "SSL/TLS"), Option.of("starttls", "STARTTLS"), Option.of("none", "None"));

    /** @param password what the provider calls the one that it wants */
    private static Fields fields(String password) {
        return Fields.of(
                "address", "E-mail address",
                "way", "",
                "from", "Your name",
                "password", password,
                "name", "Name of the connection",
                "imapHost", "Server for reading (IMAP)",
                "imapPort", "Port",
                "imapSsl", "Encryption",
                "imapUser", "User for reading",
                "smtpHost", "Server for sending (SMTP)",
                "smtpPort", "Port",
                "smtpSsl", "Encryption",
                "smtpUser", "User for sending",
                "copies", "Keep a copy of every mail you send in the mailbox",
                "grant", "Sign-in",
                "imapPin", "Certificate for reading",
                "smtpPin", "Certificate for sending");
    }

    private static Fields fields(LoginWay.@Nullable Kind way) {
        return fields(
                way == LoginWay.Kind.APP_PASSWORD
                        ? "App password"
                        : way == LoginWay.Kind.MAIL_PASSWORD ? "Password for mail programs" : "Password");
    }

    private ConnectForm() {}

    static Form read(java.util.Map<String, List<String>> submitted) {
        var way = fields("Password").read(submitted).choice("way", LoginWay.Kind.class);
        return fields(way).read(submitted);
    }

    static Form blank(String address) {
        return fields("Password").blank().with("address", address);
    }

    static Form by(String address, String name) {
        return blank(address)
                .with("name", name)
                .with("imapUser", address)
                .with("smtpUser", address)
                .with("imapSsl", "ssl")
                .with("smtpSsl", "starttls")
                .with("copies", true);
    }

    static Form of(String address, String name, Proposal proposal) {
        var way = proposal.login().stream()
                .map(LoginWay::kind)
                .filter(kind -> kind != LoginWay.Kind.OAUTH)
                .findFirst()
                .orElse(null);
        var form = fields(way)
                .blank()
                .with("address", address)
                .with("way", way)
                .with("name", name)
                .with("copies", true);
        fill(form, "imap", proposal.imap());
        fill(form, "smtp", proposal.smtp());
        return form;
    }

    private static void fill(Form form, String protocol, List<Server> servers) {
        if (!servers.isEmpty()) {
            var server = servers.getFirst();
            form.with(protocol + "Host", server.host())
                    .with(protocol + "Port", server.port())
                    .with(protocol + "Ssl", server.sslType())
                    .with(protocol + "User", server.user());
        }
    }

    static ImapSettingsInput imap(Form form) {
        return new ImapSettingsInput(
                form.text("name"),
                form.text("imapHost"),
                form.number("imapPort"),
                form.optional("imapUser"),
                form.optionalSecret("password"),
                form.text("imapSsl"),
                false,
                form.optional("imapPin"),
                null,
                false,
                form.optional("grant"),
                null);
    }

    static EmailSettingsInput smtp(Form form) {
        return new EmailSettingsInput(
                form.text("name"),
                form.text("smtpHost"),
                form.number("smtpPort"),
                form.optional("smtpUser"),
                form.optionalSecret("password"),
                from(form),
                null,
                null,
                null,
                null,
                form.text("smtpSsl"),
                false,
                form.optional("smtpPin"),
                null,
                false,
                form.optional("grant"),
                form.checked("copies") ? new SentMailbox(form.text("name"), null) : null,
                null);
    }

    /** What is wrong with either is found by the constraints of the input. */
    private static String from(Form form) {
        String address = form.text("address");
        try {
            return new Address(form.optional("from"), address).toString();
        } catch (IllegalArgumentException e) {
            return form.text("from") + " <" + address + ">";
        }
    }

    /** Asked for once, for both; not where nobody logs in, or somebody has signed in. */
    static boolean lacksPassword(Form form) {
        boolean logsIn =
                !form.text("imapUser").isEmpty() || !form.text("smtpUser").isEmpty();
        return logsIn && form.text("grant").isEmpty() && form.secret("password").isEmpty();
    }
}
