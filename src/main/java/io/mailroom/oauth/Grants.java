package io.mailroom.oauth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user's grants, for the rooms that refer to them. Within the caller's session or transaction. */
@ApplicationScoped
public class Grants {

    /**
     * @param name how its owner calls it
     * @param address the mailbox, which is also the user that the mail server knows
     */
    public record Grant(UUID id, String name, @Nullable String address) {

        private static Grant of(OAuthGrant grant) {
            return new Grant(grant.id, grant.name, grant.address);
        }
    }

    private final GrantRows rows;

    Grants(GrantRows rows) {
        this.rows = rows;
    }

    public Uni<Optional<Grant>> named(UUID account, String name) {
        return rows.named(account, name).map(found -> found.map(Grant::of));
    }

    public Uni<Optional<Grant>> withId(UUID id) {
        return rows.findById(id).map(found -> Optional.ofNullable(found).map(Grant::of));
    }

    public Uni<List<Grant>> all(UUID account) {
        return rows.of(account).map(found -> found.stream().map(Grant::of).toList());
    }
}
