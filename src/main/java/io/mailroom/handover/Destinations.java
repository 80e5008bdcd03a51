package io.mailroom.handover;

import io.mailroom.account.Caller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Database;
import io.mailroom.db.Database.Session;
import io.mailroom.db.Ids;
import io.mailroom.db.Violation;
import io.mailroom.egress.WebClient;
import io.mailroom.schedule.Jobs;
import io.mailroom.web.Problem;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the destinations of a user. Blocking. */
@ApplicationScoped
class Destinations {

    /** A name server that takes longer is not waited for. */
    private static final Duration LOOK_UP = Duration.ofSeconds(3);

    private final DestinationRows rows;
    private final Attempts attempts;
    private final WebClient web;
    private final Database database;
    private final Audit audit;
    private final Jobs jobs;
    private final HandoverConfig config;
    private final Clock clock;

    Destinations(
            DestinationRows rows,
            Attempts attempts,
            WebClient web,
            Database database,
            Audit audit,
            Jobs jobs,
            HandoverConfig config,
            Clock clock) {
        this.rows = rows;
        this.attempts = attempts;
        this.web = web;
        this.database = database;
        this.audit = audit;
        this.jobs = jobs;
        this.config = config;
        this.clock = clock;
    }

    List<DestinationView> list(Caller caller) {
        return rows.all(caller.accountId());
    }

    DestinationView get(Caller caller, String name) {
        return rows.find(caller.accountId(), name).orElseThrow(() -> unknown(name));
    }

    /** Whether users have a folder to hand over to. */
    boolean offersFolders() {
        return config.folder().isPresent();
    }

    void add(Caller caller, DestinationInput input) {
        var secret = input.secret();
        check(input, secret != null && !secret.isEmpty());
        write(input.name(), session -> {
            long number = rows.count(session, caller.accountId());
            if (number >= config.perUser()) {
                throw Problem.conflict("You have " + number + " destinations, and may not have more.");
            }
            rows.insert(session, Ids.next(), caller.accountId(), input, clock.instant());
            audit.record(session, Entry.done(caller.actor(), Act.DESTINATION_MADE, input.name()));
        });
    }

    void replace(Caller caller, String name, DestinationInput input) {
        var known = get(caller, name);
        var secret = input.secret();
        check(input, secret == null ? known.hasSecret() : !secret.isEmpty());
        write(input.name(), session -> {
            var stored = rows.lock(session, caller.accountId(), name).orElseThrow(() -> unknown(name));
            if (stored.kind() != input.kind()) {
                throw Problem.invalid("kind", "cannot be changed; make another destination");
            }
            if (input.version() != null && input.version() != stored.version()) {
                throw Problem.stale(stored.version());
            }
            rows.update(session, stored.id(), input, clock.instant());
            goOn(session, stored);
            audit.record(
                    session,
                    Entry.done(caller.actor(), Act.DESTINATION_CHANGED, input.name())
                            .with(secret == null ? null : "with its secret"));
        });
        jobs.wake();
    }

    /** With whatever waits for it. Tasks that name it have to let it go first. */
    void remove(Caller caller, String name) {
        database.inTransaction(session -> {
            var stored = rows.lock(session, caller.accountId(), name).orElseThrow(() -> unknown(name));
            var tasks = rows.tasksUsing(session, stored.id());
            if (!tasks.isEmpty()) {
                throw Problem.conflict("Import tasks hand over to it: " + String.join(", ", tasks)
                        + ". Choose something else there first.");
            }
            rows.delete(session, stored.id());
            audit.record(session, Entry.done(caller.actor(), Act.DESTINATION_REMOVED, name));
        });
    }

    /** What waits for it is tried at once. */
    void goOn(Caller caller, String name) {
        database.inTransaction(session ->
                goOn(session, rows.lock(session, caller.accountId(), name).orElseThrow(() -> unknown(name))));
        jobs.wake();
    }

    private void goOn(Session session, DestinationView stored) {
        var now = clock.instant();
        rows.goOn(session, stored.id(), now, now.plus(config.giveUp()));
        if (stored.waiting() > 0) {
            jobs.runBy(session, HandoverJob.NAME, stored.id().toString(), now);
        }
    }

    CheckView test(Caller caller, String name) {
        return attempts.check(rows.named(caller.accountId(), name).orElseThrow(() -> unknown(name)));
    }

    /** What would be refused at every delivery is refused here; what is not known now may be then. */
    private void check(DestinationInput input, boolean hasSecret) {
        input.check(hasSecret);
        if (input.kind() == Kind.FOLDER && !offersFolders()) {
            throw Problem.invalid("kind", "is not offered here: the operator has set no mailroom.handover.folder");
        }
        String url = input.options().of(input.kind()).url();
        if (url != null) {
            web.refusal(URI.create(url), LOOK_UP).ifPresent(why -> {
                throw Problem.invalid("options.url", "leads to a server that is not called: " + why);
            });
        }
    }

    private void write(String name, Consumer<Session> work) {
        try {
            database.inTransaction(work);
        } catch (PgException e) {
            if (Violation.unique(e)) {
                throw Problem.conflict("You have a destination named " + name + " already.");
            }
            throw e;
        }
    }

    private static Problem unknown(String name) {
        return Problem.notFound("You have no destination named " + name + ".");
    }
}
