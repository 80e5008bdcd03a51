package io.mailroom.handover;

import io.mailroom.handover.Outcome.Fault;
import io.mailroom.handover.Outcome.Refused;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes single attempts; whatever goes wrong with one is its outcome. Blocking. */
@ApplicationScoped
class Attempts {

    private final Map<Kind, Carrier> carriers;
    private final Parcels parcels;
    private final HandoverRows rows;
    private final HandoverMetrics metrics;

    Attempts(@All List<Carrier> carriers, Parcels parcels, HandoverRows rows, HandoverMetrics metrics) {
        this.carriers = carriers.stream().collect(Collectors.toUnmodifiableMap(Carrier::kind, Function.identity()));
        this.parcels = parcels;
        this.rows = rows;
        this.metrics = metrics;
    }

    Outcome make(Destination to, Delivery delivery) {
        long began = System.nanoTime();
        var outcome = outcome(to, delivery);
        metrics.attempted(to.kind(), outcome, System.nanoTime() - began);
        return outcome;
    }

    private Outcome outcome(Destination to, Delivery delivery) {
        try {
            var parcel = parcels.pack(to, delivery);
            if (parcel.isEmpty()) {
                return Refused.of(
                        Fault.OF_ITEM, "What this item was made of was handed over before, and is here no more.");
            }
            return parcel.get().files().isEmpty() && to.kind() != Kind.WEBHOOK
                    ? new Outcome.Skipped("It has nothing that this destination takes.")
                    : carrier(to).deliver(to, parcel.get(), progress -> rows.remember(delivery, progress));
        } catch (NotTaken e) {
            return e.refused();
        } catch (RuntimeException e) { // one item that cannot be read must not keep the destination from all others
            Log.errorf(e, "Item %s could not be handed over to %s", delivery.item(), to.id());
            return Refused.of(Fault.PASSING, "Mailroom could not make this attempt; its log says why.");
        }
    }

    private Carrier carrier(Destination to) {
        return Objects.requireNonNull(carriers.get(to.kind()));
    }

    CheckView check(Destination to) {
        var checks = new Checks();
        try {
            carrier(to).check(to, checks);
        } catch (NotTaken told) {
            return checks.view(); // the phase that failed says why
        }
        return checks.view();
    }
}
