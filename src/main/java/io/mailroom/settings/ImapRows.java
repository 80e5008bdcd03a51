package io.mailroom.settings;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The rows of IMAP settings. */
@ApplicationScoped
class ImapRows implements PanacheRepositoryBase<ImapSetting, UUID> {}
