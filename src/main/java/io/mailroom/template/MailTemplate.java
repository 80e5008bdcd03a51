package io.mailroom.template;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A template of a collective. */
@Entity
@Table(name = "mail_template")
class MailTemplate {
    @Id
    UUID id;

    @Column(name = "collective_id")
    UUID collectiveId;

    String name;
    String subject;
    String body;

    @Nullable
    String html;

    Instant created;
    Instant updated;

    @Version
    long version;
}
