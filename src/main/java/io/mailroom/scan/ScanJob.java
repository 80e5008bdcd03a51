package io.mailroom.scan;

import io.mailroom.blob.BlobsUnavailable;
import io.mailroom.db.Database;
import io.mailroom.egress.Timeouts;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Limits;
import io.mailroom.scan.ScanMetrics.Ending;
import io.mailroom.schedule.CalendarEvent;
import io.mailroom.schedule.Job;
import io.mailroom.web.InLog;
import io.mailroom.web.Traced;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** One run of a scan task, from connecting to the last mailbox. Blocking; runs on a virtual thread. */
@ApplicationScoped
class ScanJob implements Job {

    static final String NAME = "scan-mailbox";

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_RETRY = Duration.ofHours(1);

    /** Whoever changes the settings of a connection wakes its tasks; this is for what nobody thought of. */
    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private final ScanTargets targets;
    private final HostGate gate;
    private final Connections health;
    private final ImapConnections connections;
    private final MailMemory memory;
    private final ScanConfig config;
    private final Arrivals arrivals;
    private final Database database;
    private final ScanMetrics metrics;
    private final Backlog backlog;
    private final Clock clock;
    private final ReentrantLock cautious = new ReentrantLock(true);
    private volatile boolean stopping;

    ScanJob(
            ScanTargets targets,
            HostGate gate,
            Connections health,
            ImapConnections connections,
            MailMemory memory,
            ScanConfig config,
            Arrivals arrivals,
            Database database,
            ScanMetrics metrics,
            Backlog backlog,
            Clock clock) {
        this.targets = targets;
        this.gate = gate;
        this.health = health;
        this.connections = connections;
        this.memory = memory;
        this.config = config;
        this.arrivals = arrivals;
        this.database = database;
        this.metrics = metrics;
        this.backlog = backlog;
        this.clock = clock;
    }

    /** Before the scheduler waits for its runs: they end at the next batch, and go on at the next start. */
    void stop(@Observes @Priority(10) ShutdownEvent event) {
        stopping = true;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Instant> run(String instance) {
        var target = targets.load(UUID.fromString(instance));
        if (target.isEmpty()) {
            return Optional.empty(); // deleted meanwhile
        }
        // First what costs nothing: all tasks of a server that does not answer would ask the database each time.
        var later = gate.refusal(target.get().server().host());
        return later.isPresent() ? later : run(instance, target.get());
    }

    private Optional<Instant> run(String instance, ScanTarget target) {
        return switch (health.enter(target.imap(), Occasion.SCHEDULED)) {
            case Turn.Later later ->
                later.at().or(() -> Optional.of(clock.instant().plus(LOOK_AGAIN)));
            case Turn.Now turn -> {
                try (turn) {
                    yield run(instance, target, turn);
                }
            }
        };
    }

    private Optional<Instant> run(String instance, ScanTarget target, Turn.Now turn) {
        var host = target.server().host();
        var later = gate.enter(host);
        if (later.isPresent()) {
            return later;
        }
        var began = clock.instant();
        var end = End.BROKEN;
        try {
            end = run(target, turn);
        } finally {
            var took = Duration.between(began, clock.instant());
            backlog.forget(target.taskId());
            gate.leave(host, took, end.reached());
            metrics.ran(host, end.ending(), took);
        }
        var again = end.again();
        return again.filter(Duration::isZero)
                .map(atOnce -> clock.instant())
                .or(() -> next(instance)
                        .map(at -> again.map(clock.instant()::plus)
                                .filter(at::isAfter)
                                .orElse(at)));
    }

    /**
     * How the runs of one turn came to their end.
     *
     * @param again in what time to go on, zero for at once; empty where the schedule is soon enough
     * @param ending as it is counted
     */
    private record End(Optional<Duration> again, Ending ending) {
        static final End MORE = new End(Optional.of(Duration.ZERO), Ending.COMPLETED);
        static final End INTERRUPTED = new End(Optional.of(Duration.ZERO), Ending.INTERRUPTED);
        static final End SUPERSEDED = new End(Optional.empty(), Ending.SUPERSEDED);
        static final End BROKEN = new End(Optional.empty(), Ending.BROKEN);

        static End after(Optional<Duration> silence) {
            return new End(silence, Ending.COMPLETED);
        }

        /** Whether the server was. */
        boolean reached() {
            return ending != Ending.UNREACHABLE;
        }
    }

    /** By the schedule as it is now: it may have been changed during the run. */
    private Optional<Instant> next(String instance) {
        return targets.load(UUID.fromString(instance))
                .filter(target -> target.enabled() && !target.hidden())
                .flatMap(target -> CalendarEvent.parse(target.schedule()).next(clock.instant()));
    }

    private End run(ScanTarget target, Turn.Now turn) {
        try (var log = InLog.with("account", target.owner().accountId()).and("setting", target.connection())) {
            targets.settleOrigin(target);
            var run = Run.start(target, database, clock);
            log.and("run", run.id());
            return Traced.act("scan run", "run", run.id(), () -> run(target, run, turn));
        } catch (Run.Superseded e) {
            Log.infof("A run of scan task %s was taken over, or its task changed", target.taskId());
            return End.SUPERSEDED;
        }
    }

    private End run(ScanTarget target, Run run, Turn.Now turn) {
        try {
            var left = importAll(target, run, turn);
            if (stopping) {
                run.interrupt();
                return End.INTERRUPTED;
            }
            if (left.mailboxes().isEmpty()) {
                targets.rescanned(target, run);
            }
            run.end(left.wrong().isEmpty() ? null : target.connection() + ": " + String.join(" ", left.wrong()));
            return left.mailboxes().isEmpty() ? End.after(left.silence()) : End.MORE;
        } catch (ImapException e) {
            run.end(target.connection() + ": " + e.getMessage());
            Log.warnf("Scan task %s stopped: %s", target.taskId(), e.getMessage());
            return new End(again(target, run, turn, e), unreachable(e) ? Ending.UNREACHABLE : Ending.FAILED);
        } catch (Run.Superseded e) {
            throw e;
        } catch (BlobsUnavailable e) {
            run.end(e.getMessage() + ". Nothing is lost; the import goes on by itself once the store answers.");
            Log.warnf("Scan task %s pauses: %s", target.taskId(), e.getMessage());
            return End.after(Optional.of(patience(run.failuresInARow(target))));
        } catch (RuntimeException e) {
            if (run.isOver()) {
                throw new Run.Superseded(); // what it referred to was deleted under its hands
            }
            run.end("Something went wrong on our side; the operator finds it in the log as run " + run.id() + ".");
            throw e;
        }
    }

    /** What a server says in the middle of a run may be meant for all that use the connection. */
    private Optional<Duration> again(ScanTarget target, Run run, Turn.Now turn, ImapException e) {
        if (e.reason() == ImapException.Reason.THROTTLED || e.reason() == ImapException.Reason.TOO_MANY_CONNECTIONS) {
            health.failed(target.imap(), e.failure(), String.valueOf(e.getMessage()), null);
        }
        return e.temporary()
                ? Optional.of(patience(run.failuresInARow(target)))
                : turn.next().map(at -> Duration.between(clock.instant(), at)).filter(Duration::isPositive);
    }

    /** What broke off halfway goes on soon, however seldom the schedule comes: 1 min, 2 min, 4 min ... 1 h. */
    static Duration patience(long failures) {
        var delay = FIRST_RETRY.multipliedBy(1L << Math.clamp(failures - 1, 0, 10));
        return delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay;
    }

    private static boolean unreachable(ImapException e) {
        return switch (e.reason()) {
            case DNS, REFUSED, UNREACHABLE, TIMEOUT -> true;
            default -> false;
        };
    }

    /** A server that sends more than it announced gets another chance, in pieces; one at a time, as that takes memory. */
    private Left importAll(ScanTarget target, Run run, Turn.Now turn) {
        try {
            return importAll(target, run, turn, memory.limits());
        } catch (ImapException e) {
            if (e.reason() != ImapException.Reason.TOO_LARGE) {
                throw e;
            }
            cautious.lock();
            try {
                return importAll(target, run, turn, memory.cautious());
            } finally {
                cautious.unlock();
            }
        }
    }

    /** Servers end a connection when the token expires that it was let in by. With the next token the run goes on. */
    private Left importAll(ScanTarget target, Run run, Turn.Now turn, Limits limits) {
        var budget = new Budget(config.mailsPerRun(), config.runTime(), clock, () -> stopping);
        while (true) {
            try (var lease = connect(target, turn, limits)) {
                try {
                    return importAll(lease.client(), target, run, budget);
                } catch (ImapException e) {
                    // Never in a circle: each round takes a token that no round before it had.
                    if (!mayBeOfTheToken(e, lease.client()) || !lease.client().isOutdated(target.credentials())) {
                        throw e;
                    }
                    lease.client().close();
                }
            }
        }
    }

    /** The second time in a run, in pieces or with another token, there is nothing to report any more. */
    private ImapConnections.Lease connect(ScanTarget target, Turn.Now turn, Limits limits) {
        return turn.connect(
                () -> Traced.act(
                        "imap connect",
                        "protocol",
                        "imap",
                        () -> connections.connect(target.server(), target.credentials(), timeouts(), limits)),
                ImapException.class,
                ImapException::failure);
    }

    private static boolean mayBeOfTheToken(ImapException e, ImapClient client) {
        return switch (e.reason()) {
            case AUTHENTICATION, COMMAND_REFUSED, UNAVAILABLE, CONNECTION_LOST -> true;
            case TOO_LARGE -> false;
            default -> !client.isOpen();
        };
    }

    /** What a run left undone: mailboxes that hold more, what went wrong with others, and how long a silent server has. */
    private record Left(List<String> mailboxes, List<String> wrong, Optional<Duration> silence) {}

    /** Every mailbox gets its share; what some leave over, the others get. */
    private Left importAll(ImapClient client, ScanTarget target, Run run, Budget budget) {
        var wrong = new ArrayList<String>();
        var mailboxes = ScannedMailboxes.of(client, target);
        var mails = new MailboxImport(
                target,
                run,
                config,
                memory,
                arrivals,
                database,
                clock,
                metrics.mailsOf(target.server().host()),
                backlog);
        do {
            var more = new ArrayList<String>();
            boolean alone = mailboxes.size() == 1;
            int others = mailboxes.size();
            for (String mailbox : mailboxes) {
                long share = Math.max(1, budget.mails() / others--);
                var own = alone ? budget : new Budget(share, config.runTime(), clock, budget::timeIsUp);
                try {
                    if (Traced.act("imap mailbox", "run", run.id(), () -> mails.run(client, mailbox, own, alone))) {
                        more.add(mailbox);
                    }
                } catch (ImapException e) {
                    if (!ScannedMailboxes.isOfOneOnly(e) || !client.isOpen()) {
                        throw e;
                    }
                    run.mailboxError(mailbox, String.valueOf(e.getMessage()));
                    wrong.add(String.valueOf(e.getMessage()));
                } finally {
                    if (!alone) {
                        budget.spend(own.spent());
                    }
                }
            }
            mailboxes = more;
        } while (!mailboxes.isEmpty() && budget.mails() > 0);
        var silence = mails.silentUntil()
                .map(until -> Duration.between(clock.instant(), until).plusSeconds(1));
        return new Left(mailboxes, wrong, silence);
    }

    private Timeouts timeouts() {
        return new Timeouts(config.connectTimeout(), config.readTimeout());
    }
}
