package io.mailroom.handover;

import io.mailroom.account.Caller;
import io.mailroom.item.Handed;
import io.mailroom.item.Handings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the page of an item shows of its being handed over. */
@ApplicationScoped
class Shown implements Handings {

    private final HandedOver handovers;
    private final Destinations destinations;

    Shown(HandedOver handovers, Destinations destinations) {
        this.handovers = handovers;
        this.destinations = destinations;
    }

    @Override
    public List<Handed> of(Caller caller, UUID item) {
        return handovers.of(caller, item).stream().map(Shown::handed).toList();
    }

    @Override
    public List<String> others(Caller caller, UUID item) {
        var given = handovers.of(caller, item).stream()
                .map(HandoverView::destination)
                .collect(Collectors.toSet());
        return destinations.list(caller).stream()
                .map(DestinationView::name)
                .filter(Predicate.not(given::contains))
                .toList();
    }

    private static Handed handed(HandoverView view) {
        boolean pending = view.state().equals("pending");
        return new Handed(
                view.id(),
                view.destination(),
                view.kind().words(),
                chip(view),
                word(view),
                view.attempts(),
                detail(view),
                pending && view.error() != null && !view.paused() ? view.nextAttempt() : null,
                view.remoteLink(),
                pending || view.state().equals("failed") || view.state().equals("cancelled"));
    }

    private static String chip(HandoverView view) {
        return switch (view.state()) {
            case "delivered" -> "ok";
            case "failed" -> "failed";
            case "pending" -> view.paused() || view.error() != null ? "warning" : "waiting";
            default -> "off";
        };
    }

    private static String word(HandoverView view) {
        return switch (view.state()) {
            case "delivered" -> "Delivered";
            case "failed" -> "Given up";
            case "skipped" -> "Nothing to give";
            case "cancelled" -> "Cancelled";
            default -> view.paused() ? "Paused" : view.error() != null ? "Tried again" : "Waiting";
        };
    }

    private static @Nullable String detail(HandoverView view) {
        String error = view.error();
        String answer = view.answer();
        String told = Stream.of(error, answer)
                .filter(text -> text != null && !text.isBlank())
                .collect(Collectors.joining(" "));
        return told.isEmpty() || view.state().equals("delivered") ? null : told;
    }
}
