package io.mailroom.send;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request for a mail as JSON makes it, field by field. */
record MailRequest(SimpleMail mail) {

    static MailRequest aMail() {
        return new MailRequest(new SimpleMail(
                null, null, null, "Hello", "Text", null, false, null, null, null, null, null, null, null, null, null,
                null, null));
    }

    MailRequest to(@Nullable String... recipients) {
        return with(Arrays.asList(recipients), mail.cc(), mail.bcc());
    }

    MailRequest cc(@Nullable String... recipients) {
        return with(mail.recipients(), Arrays.asList(recipients), mail.bcc());
    }

    MailRequest bcc(@Nullable String... recipients) {
        return with(mail.recipients(), mail.cc(), Arrays.asList(recipients));
    }

    MailRequest subject(@Nullable String subject) {
        return says(subject, mail.body(), mail.html());
    }

    MailRequest body(@Nullable String body) {
        return says(mail.subject(), body, mail.html());
    }

    MailRequest html(@Nullable String html) {
        return says(mail.subject(), mail.body(), html);
    }

    MailRequest all() {
        return takes(true, mail.attachmentIds(), mail.allAttachmentsOf(), mail.originalsOf());
    }

    MailRequest attachments(@Nullable String... ids) {
        return takes(mail.addAllAttachments(), Arrays.asList(ids), mail.allAttachmentsOf(), mail.originalsOf());
    }

    MailRequest allOf(@Nullable String... items) {
        return takes(mail.addAllAttachments(), mail.attachmentIds(), Arrays.asList(items), mail.originalsOf());
    }

    MailRequest originalsOf(@Nullable String... items) {
        return takes(mail.addAllAttachments(), mail.attachmentIds(), mail.allAttachmentsOf(), Arrays.asList(items));
    }

    MailRequest inReplyTo(String item) {
        return made(item, mail.forwardOf(), mail.template(), mail.variables());
    }

    MailRequest forwardOf(String item) {
        return made(mail.inReplyTo(), item, mail.template(), mail.variables());
    }

    MailRequest template(String name, Map<String, @Nullable Object> variables) {
        return made(mail.inReplyTo(), mail.forwardOf(), name, variables);
    }

    private MailRequest with(
            @Nullable List<@Nullable String> to,
            @Nullable List<@Nullable String> cc,
            @Nullable List<@Nullable String> bcc) {
        return new MailRequest(new SimpleMail(
                to,
                cc,
                bcc,
                mail.subject(),
                mail.body(),
                mail.html(),
                mail.addAllAttachments(),
                mail.attachmentIds(),
                mail.allAttachmentsOf(),
                mail.originalsOf(),
                mail.inReplyTo(),
                mail.forwardOf(),
                mail.template(),
                mail.variables(),
                null,
                null,
                mail.sendAt(),
                mail.files()));
    }

    private MailRequest says(@Nullable String subject, @Nullable String body, @Nullable String html) {
        return new MailRequest(new SimpleMail(
                mail.recipients(),
                mail.cc(),
                mail.bcc(),
                subject,
                body,
                html,
                mail.addAllAttachments(),
                mail.attachmentIds(),
                mail.allAttachmentsOf(),
                mail.originalsOf(),
                mail.inReplyTo(),
                mail.forwardOf(),
                mail.template(),
                mail.variables(),
                null,
                null,
                mail.sendAt(),
                mail.files()));
    }

    private MailRequest takes(
            boolean all,
            @Nullable List<@Nullable String> ids,
            @Nullable List<@Nullable String> allOf,
            @Nullable List<@Nullable String> originalsOf) {
        return new MailRequest(new SimpleMail(
                mail.recipients(),
                mail.cc(),
                mail.bcc(),
                mail.subject(),
                mail.body(),
                mail.html(),
                all,
                ids,
                allOf,
                originalsOf,
                mail.inReplyTo(),
                mail.forwardOf(),
                mail.template(),
                mail.variables(),
                null,
                null,
                mail.sendAt(),
                mail.files()));
    }

    private MailRequest made(
            @Nullable String inReplyTo,
            @Nullable String forwardOf,
            @Nullable String template,
            @Nullable Map<String, @Nullable Object> variables) {
        return new MailRequest(new SimpleMail(
                mail.recipients(),
                mail.cc(),
                mail.bcc(),
                mail.subject(),
                mail.body(),
                mail.html(),
                mail.addAllAttachments(),
                mail.attachmentIds(),
                mail.allAttachmentsOf(),
                mail.originalsOf(),
                inReplyTo,
                forwardOf,
                template,
                variables,
                null,
                null,
                mail.sendAt(),
                mail.files()));
    }
}
