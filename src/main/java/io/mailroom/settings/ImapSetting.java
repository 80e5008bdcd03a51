package io.mailroom.settings;

import io.mailroom.secret.Binding;
import io.mailroom.secret.SealedColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** Where a user's mailboxes are. */
@Entity
@Table(name = "imap_setting")
class ImapSetting extends MailSetting {

    @Override
    Binding passwordBinding() {
        return SealedColumn.IMAP_PASSWORD.of(id);
    }

    /** RFC 8314 section 7.1, RFC 9051 section 2.1. */
    @Override
    int defaultPort() {
        return switch (tls) {
            case SSL -> 993;
            case STARTTLS, NONE -> 143;
        };
    }
}
