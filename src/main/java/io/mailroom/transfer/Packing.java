package io.mailroom.transfer;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Collects what a user has. Blocking. */
@ApplicationScoped
class Packing {

    private final Kinds kinds;
    private final Transactions transactions;

    Packing(Kinds kinds, Transactions transactions) {
        this.kinds = kinds;
        this.transactions = transactions;
    }

    /** What is theirs, and what of their collective's they may change. */
    List<Parcel.Item> own(Caller owner) {
        return pack(owner, kind -> owner.admin() || !kind.forAdmins());
    }

    /** @param withShared whether what is the collective's goes along, too */
    List<Parcel.Item> all(Caller owner, boolean withShared) {
        return pack(owner, kind -> withShared || !kind.shared());
    }

    private List<Parcel.Item> pack(Caller owner, Predicate<Movable> wanted) {
        return transactions.read(() -> {
            Uni<List<Parcel.Item>> packed = Uni.createFrom().item(ArrayList::new);
            for (var kind : kinds.all().stream().filter(wanted).toList()) { // one session: one after the other
                packed = packed.chain(items -> kind.pieces(owner)
                        .invoke(pieces -> pieces.forEach(piece -> items.add(new Parcel.Item(kind.kind(), piece))))
                        .replaceWith(items));
            }
            return packed;
        });
    }
}
