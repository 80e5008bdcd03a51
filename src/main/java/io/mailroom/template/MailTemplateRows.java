package io.mailroom.template;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of templates. */
@ApplicationScoped
class MailTemplateRows implements PanacheRepositoryBase<MailTemplate, UUID> {

    Uni<List<MailTemplate>> all(UUID collective) {
        return list("collectiveId = ?1 order by name", collective);
    }

    Uni<Optional<MailTemplate>> named(UUID collective, String name) {
        return find("collectiveId = ?1 and name = ?2", collective, name)
                .<MailTemplate>firstResult()
                .map(Optional::ofNullable);
    }
}
