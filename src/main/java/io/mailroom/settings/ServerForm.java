package io.mailroom.settings;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Option;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the forms of either protocol have in common: how to log in, how a connection is encrypted, and whom it trusts, which
 * forms ask for as one choice each.
 */
final class ServerForm {

    static final List<Option> ENCRYPTION = List.of(
            new Option("ssl", "SSL/TLS", "Encrypted from the first byte."),
            new Option("starttls", "STARTTLS", "Starts in the clear and is encrypted before anything is said."),
            new Option("none", "None", "For a server on this machine only."));

    static final List<Option> LOGIN = List.of(
            new Option("password", "With a password", "Leave the user empty for a server that asks for none."),
            new Option("grant", "With a sign-in", "A sign-in with the provider, which Mailroom keeps fresh by itself."),
            new Option(
                    "token",
                    "With an access token (OAuth2)",
                    "For scripts that put a fresh one here all the time: the password is the access token then."));

    static final List<Option> TRUST = List.of(
            new Option("system", "Certificates of known authorities", "Right for every provider."),
            new Option("pinned", "This one certificate", "For a server of your own: by its SHA-256 fingerprint."),
            new Option("ca", "Certificates of my own authority", "As PEM text."),
            new Option("any", "Any certificate at all", "Ignores the certificate check."));

    private ServerForm() {}

    /** @param own fields and labels of this protocol alone */
    static Fields fields(MailProtocol protocol, List<String> own) {
        String word = protocol.word();
        var all = new ArrayList<>(List.of(
                "name",
                "Name",
                word + "Host",
                "Server",
                word + "Port",
                "Port",
                "sslType",
                "Encryption",
                word + "User",
                "User",
                word + "Password",
                "Password"));
        all.addAll(own);
        all.addAll(List.of(
                "login", "How to log in",
                "oauthGrant", "Sign-in",
                "forgetPassword", "Forget the stored password",
                "trust", "Which certificates to accept",
                "pinnedCertificate", "Fingerprint",
                "caCertificates", "Certificates of the authority",
                "version", "Version"));
        return Fields.of(all.toArray(String[]::new));
    }

    static Form blank(Fields fields) {
        return fields.blank().with("login", "password").with("sslType", "ssl").with("trust", "system");
    }

    static Form of(Fields fields, MailProtocol protocol, MailSettingView stored) {
        String word = protocol.word();
        return fields.blank()
                .with("name", stored.name())
                .with(word + "Host", stored.host())
                .with(word + "Port", stored.port())
                .with(word + "User", stored.user())
                .with("login", stored.oauthGrant() != null ? "grant" : stored.useOAuth() ? "token" : "password")
                .with("oauthGrant", stored.oauthGrant())
                .with("sslType", stored.sslType())
                .with("trust", trust(stored))
                .with("pinnedCertificate", stored.pinnedCertificate())
                .with("caCertificates", stored.caCertificates())
                .with("version", stored.version());
    }

    private static String trust(MailSettingView stored) {
        if (stored.ignoreCertificates()) {
            return "any";
        }
        if (stored.pinnedCertificate() != null) {
            return "pinned";
        }
        return stored.caCertificates() != null ? "ca" : "system";
    }

    /** Somebody has seen this certificate in a failed test and trusts it. */
    static Form trusting(Form form, String fingerprint) {
        return form.with("trust", "pinned").with("pinnedCertificate", fingerprint);
    }

    static @Nullable String password(Form form, String field) {
        return form.checked("forgetPassword") ? "" : form.optionalSecret(field);
    }

    static @Nullable String grant(Form form) {
        return form.text("login").equals("grant") ? form.text("oauthGrant") : null;
    }

    static boolean usesToken(Form form) {
        return form.text("login").equals("token");
    }

    static boolean ignoresCertificates(Form form) {
        return form.text("trust").equals("any");
    }

    static @Nullable String pinned(Form form) {
        return form.text("trust").equals("pinned") ? form.text("pinnedCertificate") : null;
    }

    static @Nullable String authorities(Form form) {
        return form.text("trust").equals("ca") ? form.text("caCertificates") : null;
    }

    /** Whoever chooses a way has to say what it needs: an empty one would mean the usual, without anybody having said so. */
    static void demandChosen(Form form) {
        if (form.text("login").equals("grant") && form.text("oauthGrant").isEmpty()) {
            form.complain("oauthGrant", "is needed: choose one, or another way to log in");
        }
        if (form.text("trust").equals("pinned")
                && form.text("pinnedCertificate").isEmpty()) {
            form.complain("pinnedCertificate", "is needed");
        }
        if (form.text("trust").equals("ca") && form.text("caCertificates").isEmpty()) {
            form.complain("caCertificates", "is needed");
        }
    }
}
