package io.mailroom.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** What sending on this replica takes up at this moment. */
@Startup
@Singleton
class OutboxGauges {

    OutboxGauges(MeterRegistry registry, Attempts attempts) {
        Gauge.builder("mailroom.send.places.used", attempts.places(), SendPlaces::taken)
                .description("Mails that are on their way")
                .register(registry);
        Gauge.builder("mailroom.send.places.max", attempts.places(), SendPlaces::most)
                .description("Mails that may be on their way at the same time")
                .register(registry);
    }
}
