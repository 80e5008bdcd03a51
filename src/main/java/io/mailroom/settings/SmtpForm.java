package io.mailroom.settings;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** SMTP settings as a form. */
final class SmtpForm {

    /** As many as the settings may have. */
    private static final int MOST_IDENTITIES = 50;

    private static final List<String> OF_IDENTITY = List.of("from", "replyTo", "signature");

    static final Fields FIELDS = fields();

    private SmtpForm() {}

    private static Fields fields() {
        var own = new ArrayList<>(List.of(
                "from", "Sender",
                "replyTo", "Reply to",
                "signature", "Signature",
                "perMinute", "Mails per minute",
                "sentMailbox.imap", "Keep copies in",
                "sentMailbox.mailbox", "Folder for the copies"));
        for (int i = 0; i < MOST_IDENTITIES; i++) {
            own.addAll(List.of(
                    field(i, "from"), "Sender",
                    field(i, "replyTo"), "Reply to",
                    field(i, "signature"), "Signature"));
        }
        return ServerForm.fields(MailProtocol.SMTP, own);
    }

    private static String field(int identity, String part) {
        return "identities[" + identity + "]." + part;
    }

    static Form of(EmailSettingsView stored) {
        var form = ServerForm.of(FIELDS, MailProtocol.SMTP, stored)
                .with("from", stored.from())
                .with("replyTo", stored.replyTo())
                .with("signature", stored.signature())
                .with("perMinute", stored.perMinute());
        var sent = stored.sentMailbox();
        if (sent != null) {
            form.with("sentMailbox.imap", sent.imap()).with("sentMailbox.mailbox", sent.mailbox());
        }
        var identities = stored.identities() == null ? List.<Identity>of() : stored.identities();
        for (int i = 0; i < identities.size(); i++) {
            var identity = identities.get(i);
            form.with(field(i, "from"), identity.from())
                    .with(field(i, "replyTo"), identity.replyTo())
                    .with(field(i, "signature"), identity.signature());
        }
        return form;
    }

    static EmailSettingsInput input(Form form) {
        ServerForm.demandChosen(form);
        closeUp(form);
        var sent = form.optional("sentMailbox.imap");
        return new EmailSettingsInput(
                form.text("name"),
                form.text("smtpHost"),
                form.number("smtpPort"),
                form.optional("smtpUser"),
                ServerForm.password(form, "smtpPassword"),
                form.text("from"),
                form.optional("replyTo"),
                form.optional("signature"),
                identities(form),
                form.number("perMinute"),
                form.text("sslType"),
                ServerForm.ignoresCertificates(form),
                ServerForm.pinned(form),
                ServerForm.authorities(form),
                ServerForm.usesToken(form),
                ServerForm.grant(form),
                sent == null ? null : new SentMailbox(sent, form.optional("sentMailbox.mailbox")),
                form.longNumber("version"));
    }

    /** One that was emptied is taken out, and those after it move up: what is wrong is found by its place. */
    private static void closeUp(Form form) {
        int to = 0;
        for (int from = 0; from < MOST_IDENTITIES; from++) {
            if (isFilled(form, from)) {
                move(form, from, to++);
            }
        }
    }

    private static void move(Form form, int from, int to) {
        if (from != to) {
            for (String part : OF_IDENTITY) {
                form.with(field(to, part), form.text(field(from, part)));
                form.with(field(from, part), null);
            }
        }
    }

    private static boolean isFilled(Form form, int identity) {
        return OF_IDENTITY.stream()
                .anyMatch(part -> !form.text(field(identity, part)).isEmpty());
    }

    private static List<Identity> identities(Form form) {
        return filled(form)
                .mapToObj(i -> new Identity(
                        form.text(field(i, "from")),
                        form.optional(field(i, "replyTo")),
                        form.optional(field(i, "signature"))))
                .toList();
    }

    private static IntStream filled(Form form) {
        return IntStream.range(0, MOST_IDENTITIES).filter(i -> isFilled(form, i));
    }

    /** Places for those that are there, and for one more. */
    static List<String> identityRows(Form form) {
        int there = (int) filled(form).count();
        return IntStream.range(0, Math.min(MOST_IDENTITIES, there + 1))
                .mapToObj(i -> "identities[" + i + "].")
                .toList();
    }
}
