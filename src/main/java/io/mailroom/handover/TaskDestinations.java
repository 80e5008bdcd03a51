package io.mailroom.handover;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The destinations of a user, as tasks name them. Reactive, within the caller's session. */
@ApplicationScoped
public class TaskDestinations {

    public Uni<Map<String, UUID>> of(UUID account) {
        return named("", account);
    }

    /** None of them is removed before the caller's transaction ends. */
    public Uni<Map<String, UUID>> held(UUID account) {
        return named(" for key share", account);
    }

    private static Uni<Map<String, UUID>> named(String locking, UUID account) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "select name, id from destination where account_id = ?1" + locking, Object[].class)
                        .setParameter(1, account)
                        .getResultList())
                .map(rows -> {
                    var ids = new HashMap<String, UUID>();
                    rows.forEach(row -> ids.put((String) row[0], (UUID) row[1]));
                    return ids;
                });
    }
}
