package io.mailroom.scan;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What an operator sees of importing. */
@ApplicationScoped
class ScanMetrics {

    private final Map<Handled.Outcome, Counter> mails = new EnumMap<>(Handled.Outcome.class);
    private final Counter bytes;
    private final Timer runs;

    ScanMetrics(MeterRegistry registry) {
        for (var outcome : Handled.Outcome.values()) {
            mails.put(
                    outcome,
                    Counter.builder("mailroom.scan.mails")
                            .description("Mails that runs have dealt with")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        bytes = Counter.builder("mailroom.scan.fetched")
                .description("Mail fetched from IMAP servers and stored")
                .baseUnit("bytes")
                .register(registry);
        runs = Timer.builder("mailroom.scan.run")
                .description("Runs of scan tasks")
                .register(registry);
    }

    void count(Handled mail) {
        var counter = mails.get(mail.outcome());
        if (counter != null) {
            counter.increment();
        }
        bytes.increment(mail.bytes());
    }

    void ran(Duration duration) {
        runs.record(duration);
    }
}
