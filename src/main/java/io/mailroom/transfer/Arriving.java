package io.mailroom.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailroom.account.Caller;
import io.mailroom.transfer.PlanEntry.Action;
import io.mailroom.transfer.PlanEntry.State;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One import under way, entry by entry. Within its transaction. */
final class Arriving {

    private static final int MOST_NAMES = 100;

    private final Caller owner;
    private final Choice choice;

    /** What is here by now, by kind and name. */
    private final Map<String, Map<String, Piece>> here = new HashMap<>();

    /** What is called otherwise here, by kind and the name in the document. */
    private final Map<String, Map<String, String>> renamed = new HashMap<>();

    /** What has a name that is somebody else's here, by kind: whoever refers to it means another one. */
    private final Map<String, Set<String>> mistakable = new HashMap<>();

    Arriving(Caller owner, Choice choice) {
        this.owner = owner;
        this.choice = choice;
    }

    Uni<List<PlanEntry>> all(List<Arrival> arrivals) {
        Uni<List<PlanEntry>> plan = Uni.createFrom().item(ArrayList::new);
        for (var arrival : arrivals) { // one session: one after the other
            plan = plan.chain(entries -> one(arrival).invoke(entries::add).replaceWith(entries));
        }
        return plan;
    }

    private Uni<PlanEntry> one(Arrival arrival) {
        var kind = arrival.kind();
        var piece = arrival.item().piece();
        if (kind == null || arrival.refusal() != null) {
            String title = kind == null ? piece.name() : kind.title(piece);
            return refused(arrival.item().kind(), piece, title, Objects.requireNonNull(arrival.refusal()));
        }
        if (kind.forAdmins() && !owner.admin()) {
            return refused(kind.kind(), piece, kind.title(piece), "Only an admin of the collective may do this.");
        }
        return here(kind)
                .chain(known -> settle(kind, piece, known))
                .onFailure(Problem.class)
                .recoverWithUni(
                        refusal -> refused(kind.kind(), piece, kind.title(piece), ((Problem) refusal).detail()));
    }

    private static Uni<PlanEntry> refused(String kind, Piece piece, String title, String why) {
        return Uni.createFrom().item(PlanEntry.refused(kind, piece.name(), title, why));
    }

    private Uni<Map<String, Piece>> here(Movable kind) {
        var known = here.get(kind.kind());
        return known != null
                ? Uni.createFrom().item(known)
                : kind.pieces(owner)
                        .map(pieces -> pieces.stream()
                                .collect(Collectors.toMap(Piece::name, Function.identity(), (a, b) -> a, HashMap::new)))
                        .invoke(found -> here.put(kind.kind(), found))
                        .map(found -> found);
    }

    private Uni<PlanEntry> settle(Movable kind, Piece piece, Map<String, Piece> known) {
        String mistaken = mistaken(kind, piece);
        return kind.draft(owner, referring(kind, piece)).chain(draft -> {
            var found = known.get(draft.name());
            var arriving = choice.enableTasks() ? draft : kind.atRest(draft, found);
            var differences = found == null ? List.<String>of() : kind.differences(found, arriving);
            if (found != null && differences.isEmpty()) {
                return Uni.createFrom().item(entry(kind, piece, arriving, State.SAME, Action.NOTHING, null));
            }
            if (mistaken != null) {
                throw Problem.conflict(mistaken);
            }
            if (found == null) {
                return kind.add(owner, arriving)
                        .replaceWith(() -> entry(kind, piece, arriving, State.NEW, Action.ADD, null));
            }
            String detail = "Differs in " + String.join(", ", differences) + ".";
            return switch (choice.existing()) {
                case SKIP -> {
                    mistakable
                            .computeIfAbsent(kind.kind(), none -> new HashSet<>())
                            .add(piece.name());
                    yield Uni.createFrom().item(entry(kind, piece, found, State.DIFFERS, Action.NOTHING, detail));
                }
                case REPLACE ->
                    kind.replace(owner, arriving)
                            .replaceWith(() -> entry(kind, piece, arriving, State.DIFFERS, Action.REPLACE, detail));
                case RENAME -> elsewhere(kind, piece, known, detail, 2);
            };
        });
    }

    /** Under the first name that is free, or that it has got here before. */
    private Uni<PlanEntry> elsewhere(Movable kind, Piece piece, Map<String, Piece> known, String detail, int number) {
        if (number > MOST_NAMES) {
            throw Problem.conflict("All names that it could get are taken.");
        }
        var other = referring(kind, piece).named(kind.alternative(piece.name(), number));
        return kind.draft(owner, other).chain(draft -> {
            var found = known.get(draft.name());
            var arriving = choice.enableTasks() ? draft : kind.atRest(draft, found);
            if (found == null) {
                return kind.add(owner, arriving)
                        .replaceWith(() -> entry(kind, piece, arriving, State.DIFFERS, Action.RENAME, detail));
            }
            return kind.differences(found, arriving).isEmpty()
                    ? Uni.createFrom().item(entry(kind, piece, arriving, State.SAME, Action.NOTHING, null))
                    : elsewhere(kind, piece, known, detail, number + 1);
        });
    }

    /** Also remembers what is here by now, and under which name. */
    private PlanEntry entry(
            Movable kind, Piece piece, Piece settled, State state, Action action, @Nullable String detail) {
        Objects.requireNonNull(here.get(kind.kind())).put(settled.name(), settled);
        boolean other = !settled.name().equals(piece.name());
        if (other) {
            renamed.computeIfAbsent(kind.kind(), none -> new HashMap<>()).put(piece.name(), settled.name());
        }
        String remark = settled.remark();
        return new PlanEntry(
                kind.kind(),
                piece.name(),
                kind.title(piece),
                state,
                action,
                other ? settled.name() : null,
                detail == null ? remark : remark == null ? detail : detail + " " + remark);
    }

    /** The piece with the names that what it refers to has here. */
    private Piece referring(Movable kind, Piece piece) {
        var value = piece.value().deepCopy();
        for (var reference : kind.references()) {
            var name = value.at(reference.place());
            var now = renamed.getOrDefault(reference.kind(), Map.of()).get(name.asText());
            if (now != null && value.at(reference.place().head()) instanceof ObjectNode holder) {
                holder.put(reference.place().last().getMatchingProperty(), now);
            }
        }
        return new Piece(piece.name(), value, piece.secrets(), piece.remark());
    }

    private @Nullable String mistaken(Movable kind, Piece piece) {
        return kind.references().stream()
                .filter(reference -> mistakable
                        .getOrDefault(reference.kind(), Set.of())
                        .contains(piece.value().at(reference.place()).asText()))
                .map(reference -> "It needs the " + reference.kind() + " "
                        + piece.value().at(reference.place()).asText()
                        + ", and what has that name here is another one. Have that replaced or renamed, too.")
                .findFirst()
                .orElse(null);
    }
}
