package io.mailroom.transfer;

import io.mailroom.account.Caller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;

/** What a user has, as a document. Blocking. */
@ApplicationScoped
class Export {

    private final Packing packing;
    private final Derivations derivations;
    private final Transactions transactions;
    private final Audit audit;
    private final Clock clock;

    Export(Packing packing, Derivations derivations, Transactions transactions, Audit audit, Clock clock) {
        this.packing = packing;
        this.derivations = derivations;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    byte[] of(Caller owner, String passphrase) {
        var key = derivations.fresh(passphrase);
        var items = packing.own(owner);
        transactions.await(() ->
                audit.record(Entry.done(owner.actor(), Act.DATA_EXPORTED, null).with(items.size() + " entries")));
        try {
            var bytes = new ByteArrayOutputStream();
            var document = new DocumentWriter(bytes, key, Scope.USER, clock.instant());
            document.add(new Parcel(owner.collective(), owner.login(), items));
            document.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
