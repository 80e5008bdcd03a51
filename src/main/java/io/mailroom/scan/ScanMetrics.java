package io.mailroom.scan;

import io.mailroom.provider.KnownHosts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What an operator sees of importing, by the provider whose server it is. */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class ScanMetrics {

    /** How a run ended. */
    enum Ending {
        /** With nothing left to do, or for now. */
        COMPLETED,
        /** By the replica's stopping; it goes on elsewhere. */
        INTERRUPTED,
        /** By somebody else who took over, or changed the task. */
        SUPERSEDED,
        /** By what the server said in the middle of it. */
        FAILED,
        /** Before it was let in. */
        UNREACHABLE,
        /** By a fault of ours, or the database's. */
        BROKEN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Duration[] STEPS = {
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15)
    };

    /** Counted per mail, and so looked up once. */
    private record Mails(Map<Handled.Outcome, Counter> outcomes, Counter bytes) {}

    private final MeterRegistry registry;
    private final KnownHosts hosts;
    private final Map<String, Mails> mails = new ConcurrentHashMap<>();

    ScanMetrics(MeterRegistry registry, KnownHosts hosts) {
        this.registry = registry;
        this.hosts = hosts;
        mails(KnownHosts.OTHER);
        for (var ending : Ending.values()) {
            runs(KnownHosts.OTHER, ending);
        }
    }

    /** Counts what has become of the mails of one server. */
    Consumer<Handled> mailsOf(String host) {
        var counters = mails(hosts.provider(host));
        return mail -> {
            var counter = counters.outcomes().get(mail.outcome());
            if (counter != null) {
                counter.increment();
            }
            counters.bytes().increment(mail.bytes());
        };
    }

    private Mails mails(String provider) {
        return mails.computeIfAbsent(provider, name -> {
            var outcomes = new EnumMap<Handled.Outcome, Counter>(Handled.Outcome.class);
            for (var outcome : Handled.Outcome.values()) {
                outcomes.put(
                        outcome,
                        Counter.builder("mailroom.scan.mails")
                                .description("Mails that runs have dealt with")
                                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                                .tag("provider", name)
                                .register(registry));
            }
            var bytes = Counter.builder("mailroom.scan.fetched")
                    .description("Mail fetched from IMAP servers and stored")
                    .baseUnit("bytes")
                    .tag("provider", name)
                    .register(registry);
            return new Mails(outcomes, bytes);
        });
    }

    void ran(String host, Ending ending, Duration duration) {
        runs(hosts.provider(host), ending).record(duration);
    }

    private Timer runs(String provider, Ending ending) {
        return Timer.builder("mailroom.scan.run")
                .description("Runs of scan tasks")
                .tag("outcome", ending.word())
                .tag("provider", provider)
                .serviceLevelObjectives(STEPS)
                .register(registry);
    }
}
