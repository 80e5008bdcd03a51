package io.mailroom.send;

import io.mailroom.mime.Address;
import io.mailroom.mime.HtmlBody;
import io.mailroom.outbox.Recipient;
import io.quarkus.qute.TemplateData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mail as it will look, for the page that shows it. */
@TemplateData
record MailPreview(OutgoingMail mail) {

    /** Something that goes along. */
    @TemplateData
    record File(String name, long size) {}

    public String from() {
        return mail.draft().from().toString();
    }

    public @Nullable String replyTo() {
        var replyTo = mail.draft().replyTo();
        return replyTo == null ? null : replyTo.toString();
    }

    public String to() {
        return list(Recipient.Kind.TO);
    }

    public String cc() {
        return list(Recipient.Kind.CC);
    }

    public String bcc() {
        return list(Recipient.Kind.BCC);
    }

    public String subject() {
        return mail.draft().subject();
    }

    public String text() {
        return mail.draft().text();
    }

    public @Nullable String html() {
        HtmlBody html = mail.draft().body().html();
        return html == null ? null : html.html();
    }

    public List<File> files() {
        return mail.files().stream()
                .map(file -> new File(file.name(), file.size()))
                .toList();
    }

    public long size() {
        return mail.files().stream().mapToLong(file -> Math.max(0, file.size())).sum();
    }

    private String list(Recipient.Kind kind) {
        return String.join(
                ", ",
                mail.recipients().stream()
                        .filter(recipient -> recipient.kind() == kind)
                        .map(Recipient::address)
                        .map(Address::toString)
                        .toList());
    }
}
