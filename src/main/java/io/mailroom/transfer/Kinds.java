package io.mailroom.transfer;

import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All that can be moved, in the order in which it arrives. */
@Singleton
class Kinds {

    private final List<Movable> all;

    Kinds(@All List<Movable> all) {
        this.all = all.stream()
                .sorted(Comparator.comparingInt(kind -> Movable.KINDS.indexOf(kind.kind())))
                .toList();
    }

    List<Movable> all() {
        return all;
    }

    Optional<Movable> named(String kind) {
        return all.stream().filter(known -> known.kind().equals(kind)).findFirst();
    }
}
