package io.mailroom.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A job that does what a test says, and remembers when it ran. */
@ApplicationScoped
class RecordingJob implements Job {

    static final String NAME = "recording";

    private final Map<String, Supplier<Optional<Instant>>> acts = new ConcurrentHashMap<>();
    private final Map<String, List<Instant>> runs = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Instant> run(String instance) {
        runs.computeIfAbsent(instance, i -> new CopyOnWriteArrayList<>()).add(Instant.now());
        return acts.getOrDefault(instance, Optional::empty).get();
    }

    void on(String instance, Supplier<Optional<Instant>> act) {
        acts.put(instance, act);
    }

    List<Instant> runs(String instance) {
        return runs.getOrDefault(instance, List.of());
    }
}
