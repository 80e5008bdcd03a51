package io.mailroom.health;

import io.mailroom.db.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What an operator sees of connections: how many are in which state, over all replicas. The numbers are those of half a
 * minute ago at the latest; nobody who asks for metrics waits for the database.
 */
@Startup
@Singleton
class HealthMetrics {

    private static final long GOOD_FOR = Duration.ofSeconds(30).toNanos();

    private final Database database;
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile Map<State, Long> numbers = Map.of();
    private volatile long counted = System.nanoTime() - GOOD_FOR;

    HealthMetrics(MeterRegistry registry, Database database) {
        this.database = database;
        for (var state : State.values()) {
            Gauge.builder("mailroom.connections", this, metrics -> metrics.number(state))
                    .description("Connections of users, by how they are doing")
                    .tag("state", state.word())
                    .register(registry);
        }
    }

    private double number(State state) {
        if (System.nanoTime() - counted >= GOOD_FOR && counting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("count-connections").start(this::count);
        }
        return numbers.getOrDefault(state, 0L);
    }

    private void count() {
        try {
            var fresh = new EnumMap<State, Long>(State.class);
            database.query("select state, count(*) from connection_health group by state")
                    .forEach(row -> fresh.put(State.of(row.getString(0)), row.getLong(1)));
            numbers = fresh;
        } catch (RuntimeException e) {
            Log.debugf(e, "Connections could not be counted");
        } finally {
            counted = System.nanoTime();
            counting.set(false);
        }
    }
}
