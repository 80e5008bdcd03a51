package io.mailroom.settings;

import io.mailroom.secret.Binding;
import io.mailroom.secret.SealedColumn;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.jspecify.annotations.Nullable;

/** Where and as whom a user sends. */
@Entity
@Table(name = "smtp_setting")
class SmtpSetting extends MailSetting {
    @Column(name = "from_address")
    String from;

    @Column(name = "reply_to")
    @Nullable
    String replyTo;

    @Nullable
    String signature;

    /** Besides the setting's own. */
    @Convert(converter = IdentitiesColumn.class)
    List<Identity> identities = List.of();

    /** Mails; null for as fast as the server takes them. */
    @Column(name = "per_minute")
    @Nullable
    Integer perMinute;

    /** Where copies of sent mails go; null for nowhere, also after that setting was removed. */
    @Column(name = "sent_imap_id")
    @Nullable
    UUID sentImapId;

    /** Null for the one that the server has for that. */
    @Column(name = "sent_mailbox")
    @Nullable
    String sentMailbox;

    @Formula("(select i.name from imap_setting i where i.id = sent_imap_id)")
    @Nullable
    String sentImapName;

    @Override
    Binding passwordBinding() {
        return SealedColumn.SMTP_PASSWORD.of(id);
    }

    /** RFC 8314 section 7.3, RFC 6409 section 3.1, RFC 5321 section 4.5.4.2. */
    @Override
    int defaultPort() {
        return switch (tls) {
            case SSL -> 465;
            case STARTTLS -> 587;
            case NONE -> 25;
        };
    }
}
