package io.mailroom.settings;

import io.mailroom.secret.Binding;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
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

    @Override
    Binding passwordBinding() {
        return new Binding("smtp.password", id);
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
