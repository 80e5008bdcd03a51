package io.mailroom.watch;

import io.mailroom.scan.WatchStates;
import io.mailroom.scan.WatchView;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Shows the owner of a task how its watch is doing. Reactive. */
@ApplicationScoped
class WatchViews implements WatchStates {

    @Override
    public Uni<Map<UUID, WatchView>> of(UUID account) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                        select w.task_id, case when w.owner is null then 'connecting' else w.state end,
                            cast(extract(epoch from w.since) * 1000 as bigint),
                            case when w.owner is not null then w.error end
                        from scan_watch w join scan_task t on t.id = w.task_id
                        where t.account_id = ?1""", Object[].class)
                        .setParameter(1, account)
                        .getResultList()
                        .map(WatchViews::byTask));
    }

    private static Map<UUID, WatchView> byTask(List<Object[]> rows) {
        return rows.stream().collect(Collectors.toMap(row -> (UUID) row[0], WatchViews::view));
    }

    private static WatchView view(Object[] row) {
        return new WatchView((String) row[1], ((Number) row[2]).longValue(), (String) row[3]);
    }
}
