package io.mailroom.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.account.AccountFacts;
import io.mailroom.account.Caller;
import io.mailroom.account.Registry;
import io.mailroom.audit.Act;
import io.mailroom.audit.Actor;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Transactions;
import io.mailroom.web.Inputs;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all users have, for operators: account by account, however many there are. Blocking. */
@ApplicationScoped
public class Everything {

    /** The kind of an entry that makes the account itself; it comes first. */
    static final String ACCOUNT = "account";

    private static final String HASH = "passwordHash";
    private static final int PAGE = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Is told what became of each account, as it does. */
    public interface Told {
        void of(AccountPlan plan) throws IOException;
    }

    private final Registry registry;
    private final Packing packing;
    private final Unpacking unpacking;
    private final Derivations derivations;
    private final Inputs inputs;
    private final Transactions transactions;
    private final Audit audit;
    private final Clock clock;

    Everything(
            Registry registry,
            Packing packing,
            Unpacking unpacking,
            Derivations derivations,
            Inputs inputs,
            Transactions transactions,
            Audit audit,
            Clock clock) {
        this.registry = registry;
        this.packing = packing;
        this.unpacking = unpacking;
        this.derivations = derivations;
        this.inputs = inputs;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** An export that can be begun to be written. */
    public interface Written {
        void to(OutputStream target) throws IOException;
    }

    /** @throws Problem before anything is written */
    public Written exported(Caller operator, String passphrase) {
        var key = derivations.fresh(passphrase);
        transactions.await(() -> audit.record(
                Entry.done(operator.actor(), Act.DATA_EXPORTED, null).with("everything")));
        return target -> write(key, target);
    }

    private void write(DocumentKey key, OutputStream target) throws IOException {
        var document = new DocumentWriter(target, key, Scope.EVERYTHING, clock.instant());
        Registry.Listed last = null;
        for (var page = registry.after(null, PAGE); !page.isEmpty(); page = registry.after(last, PAGE)) {
            for (var listed : page) {
                document.add(parcel(listed, last));
                last = listed;
            }
        }
        document.finish();
    }

    /** What is a collective's goes along with the first of its users, who is an admin of it. */
    private Parcel parcel(Registry.Listed listed, Registry.@Nullable Listed before) {
        var caller = listed.caller();
        boolean first = before == null || !before.caller().collectiveId().equals(caller.collectiveId());
        var items = new ArrayList<Parcel.Item>();
        items.add(new Parcel.Item(ACCOUNT, account(caller.login(), listed.facts())));
        items.addAll(packing.all(caller, first));
        return new Parcel(caller.collective(), caller.login(), items);
    }

    private Piece account(String login, AccountFacts facts) {
        return new Piece(
                login,
                inputs.written(facts, HASH),
                facts.passwordHash() == null ? Map.of() : Map.of(HASH, facts.passwordHash()));
    }

    /** A document that has turned out to be whole. */
    public interface Opened {
        void take(Choice choice, Told told) throws IOException;
    }

    /**
     * Reads it once to see that it is whole, and then once more to take it. Each account is one transaction.
     *
     * @throws Problem when nothing of it is taken
     */
    public Opened opened(Caller operator, Path document, String passphrase) {
        var keys = new OneKey(passphrase);
        try {
            each(document, keys, parcel -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (choice, told) -> each(document, keys, parcel -> told.of(unpacked(operator, parcel, choice)));
    }

    /** Made once for both readings. */
    private final class OneKey implements DocumentReader.Keys {

        private final String passphrase;
        private @Nullable DocumentKey made;

        OneKey(String passphrase) {
            this.passphrase = passphrase;
        }

        @Override
        public DocumentKey apply(KeyParameters parameters) {
            var key = made == null ? derivations.of(passphrase, parameters) : made;
            made = key;
            return key;
        }
    }

    private interface Use {
        void of(Parcel parcel) throws IOException;
    }

    private static void each(Path document, DocumentReader.Keys keys, Use use) throws IOException {
        try (var json = JSON.createParser(document.toFile())) {
            var reader = DocumentReader.open(json, keys);
            for (Optional<Parcel> next = reader.next(); next.isPresent(); next = reader.next()) {
                use.of(next.get());
            }
        }
    }

    private AccountPlan unpacked(Caller operator, Parcel parcel, Choice choice) {
        String name = parcel.collective() + "/" + parcel.login();
        var here = registry.find(parcel.collective(), parcel.login());
        var items = parcel.items().stream()
                .filter(item -> !item.kind().equals(ACCOUNT))
                .toList();
        try {
            var plan = unpacking.unpack(owner(operator, parcel, here), items, choice);
            return new AccountPlan(name, here.isPresent() ? AccountPlan.State.HERE : AccountPlan.State.NEW, null, plan);
        } catch (Problem refusal) {
            return new AccountPlan(name, AccountPlan.State.REFUSED, refusal.detail(), List.of());
        }
    }

    private Unpacking.Owner owner(Caller operator, Parcel parcel, Optional<Caller> here) {
        return new Unpacking.Owner(
                here.orElse(null),
                () -> here.map(known -> Uni.createFrom().item(known)).orElseGet(() -> made(operator, parcel)),
                caller -> new Actor(caller.collectiveId(), null, operator.name(), "operator"));
    }

    private Uni<Caller> made(Caller operator, Parcel parcel) {
        var account = parcel.items().stream()
                .filter(item -> item.kind().equals(ACCOUNT))
                .findFirst()
                .orElseThrow(() -> Problem.conflict("There is no such account here, and the document does not say how"
                        + " it is logged into. Make it first."));
        names(parcel);
        var facts = inputs.read(account.piece().whole(), AccountFacts.class);
        return registry.make(parcel.collective(), parcel.login(), facts, operator.name());
    }

    private void names(Parcel parcel) {
        inputs.read(
                JSON.createObjectNode().put("collective", parcel.collective()).put("login", parcel.login()),
                Names.class);
    }
}
