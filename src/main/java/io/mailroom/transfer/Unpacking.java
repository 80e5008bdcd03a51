package io.mailroom.transfer;

import io.mailroom.account.Caller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Actor;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Transactions;
import io.mailroom.db.Violation;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a document has of a user a user's here: all of it in one transaction, but for what is refused and told so. A dry
 * run is the very same, rolled back at its end. Blocking.
 */
@ApplicationScoped
class Unpacking {

    /**
     * Whose it becomes, found or made within the transaction.
     *
     * @param known as far as there is one already
     * @param by who has it done, as the audit trail has it
     */
    record Owner(@Nullable Caller known, Supplier<Uni<Caller>> found, Function<Caller, Actor> by) {

        static Owner of(Caller caller) {
            return new Owner(caller, () -> Uni.createFrom().item(caller), Caller::actor);
        }
    }

    private final Kinds kinds;
    private final Transactions transactions;
    private final Audit audit;

    Unpacking(Kinds kinds, Transactions transactions, Audit audit) {
        this.kinds = kinds;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** In the order in which they arrive. */
    List<PlanEntry> unpack(Owner owner, List<Parcel.Item> items, Choice choice) {
        var arrivals = arrivals(owner.known(), items);
        try {
            return transactions.await(() -> owner.found()
                    .get()
                    .chain(caller -> new Arriving(caller, choice)
                            .all(arrivals)
                            .call(plan ->
                                    choice.dryRun() ? undo() : record(owner.by().apply(caller), plan))));
        } catch (RuntimeException e) {
            throw Violation.unique(e) || Violation.foreignKey(e) || Violation.deadlock(e) ? changedMeanwhile() : e;
        }
    }

    private List<Arrival> arrivals(@Nullable Caller owner, List<Parcel.Item> items) {
        var arrivals = new ArrayList<Arrival>();
        for (var kind : kinds.all()) {
            items.stream()
                    .filter(item -> item.kind().equals(kind.kind()))
                    .forEach(item -> arrivals.add(new Arrival(item, kind, refusal(kind, owner, item.piece()))));
        }
        items.stream()
                .filter(item -> kinds.named(item.kind()).isEmpty())
                .forEach(item ->
                        arrivals.add(new Arrival(item, null, "This version of Mailroom does not know what that is.")));
        return arrivals;
    }

    private static @Nullable String refusal(Movable kind, @Nullable Caller owner, Piece piece) {
        try {
            kind.inspect(owner, piece);
            return null;
        } catch (Problem refusal) {
            return refusal.detail();
        }
    }

    private static Uni<Void> undo() {
        return Panache.currentTransaction()
                .invoke(transaction -> transaction.markForRollback())
                .replaceWithVoid();
    }

    private Uni<Void> record(Actor actor, List<PlanEntry> plan) {
        var counts = plan.stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.state() == PlanEntry.State.REFUSED ? "refused" : word(entry.action()),
                        java.util.TreeMap::new,
                        Collectors.counting()));
        var detail = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return audit.record(Entry.done(actor, Act.DATA_IMPORTED, null)
                .with(Optional.of(detail).filter(text -> !text.isEmpty()).orElse("nothing")));
    }

    private static String word(PlanEntry.Action action) {
        return switch (action) {
            case ADD -> "added";
            case REPLACE -> "replaced";
            case RENAME -> "added under another name";
            case NOTHING -> "left alone";
        };
    }

    private static Problem changedMeanwhile() {
        return Problem.conflict(
                "Something of it was changed here at the same moment, so nothing of it was imported." + " Try again.");
    }
}
