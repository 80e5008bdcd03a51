package io.mailroom.settings;

import static io.mailroom.settings.Phase.AUTHENTICATION;
import static io.mailroom.settings.Phase.CAPABILITIES;
import static io.mailroom.settings.Phase.DNS;
import static io.mailroom.settings.Phase.GREETING;
import static io.mailroom.settings.Phase.TCP;

import io.mailroom.egress.Cause;
import io.mailroom.egress.Tls;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a test as they come to their ends. The first of the plan that has not yet ended is the one under way. Told by
 * the thread that holds the conversation, and read by the one that waits for it, also before it is over.
 */
final class Phases {

    /**
     * @param message what happened, with the server's own words
     * @param advice what can be done about it
     */
    record Failure(Cause cause, String message, String advice) {}

    /**
     * How far it is.
     *
     * @param current the one under way; null when all is over
     */
    record Glance(List<PhaseView> phases, @Nullable Phase current) {}

    private final List<Phase> plan;
    private final Set<Phase> skipped = EnumSet.noneOf(Phase.class);
    private final Map<Phase, PhaseView> ended = new EnumMap<>(Phase.class);
    private final long begun = System.nanoTime();
    private long since = begun;
    private @Nullable Phase failed;
    private @Nullable Failure failure;
    private volatile Consumer<Glance> onlooker = glance -> {};

    Phases(List<Phase> plan) {
        this.plan = List.copyOf(plan);
    }

    /** From the name of a server to the end of a log-in, and one more phase after it. */
    static Phases ofConnection(Tls tls, Phase last) {
        return switch (tls) {
            // RFC 3207, RFC 9051 section 6.2.1: the greeting is in the clear, what a server can do is believed under
            // TLS.
            case STARTTLS -> new Phases(List.of(DNS, TCP, GREETING, Phase.TLS, CAPABILITIES, AUTHENTICATION, last));
            case SSL -> new Phases(List.of(DNS, TCP, Phase.TLS, GREETING, CAPABILITIES, AUTHENTICATION, last));
            case NONE -> {
                var phases = new Phases(List.of(DNS, TCP, Phase.TLS, GREETING, CAPABILITIES, AUTHENTICATION, last));
                phases.skip(Phase.TLS);
                yield phases;
            }
        };
    }

    /** Who is told from now on, beginning with how it is now. */
    Phases watchedBy(Consumer<Glance> someone) {
        onlooker = someone;
        tell();
        return this;
    }

    private void tell() {
        onlooker.accept(glance()); // not under the lock, which others wait for
    }

    private synchronized Glance glance() {
        boolean over = failure != null || plan.stream().allMatch(this::isOver);
        return new Glance(views(), over ? null : current());
    }

    private boolean isOver(Phase phase) {
        return ended.containsKey(phase) || skipped.contains(phase);
    }

    /** All over again, on another connection. */
    synchronized void restart() {
        if (failure == null) {
            ended.clear();
            since = System.nanoTime();
        }
    }

    synchronized boolean hasBegun() {
        return !ended.isEmpty();
    }

    void done(Phase phase, @Nullable PhaseDetails details) {
        end(phase, "ok", details);
        tell();
    }

    synchronized void skip(Phase phase) {
        skipped.add(phase);
    }

    /** The phase under way. */
    synchronized Phase current() {
        return plan.stream().filter(phase -> !isOver(phase)).findFirst().orElse(plan.getLast());
    }

    /** Only the first failure counts: those after it follow from it. */
    void fail(Phase phase, Failure because, @Nullable PhaseDetails details) {
        failAt(phase, because, details);
        tell();
    }

    private synchronized void failAt(Phase phase, Failure because, @Nullable PhaseDetails details) {
        if (failure == null) {
            end(phase, "failed", details);
            failed = phase;
            failure = because;
        }
    }

    private synchronized void end(Phase phase, String outcome, @Nullable PhaseDetails details) {
        if (failure == null) {
            long now = System.nanoTime();
            ended.put(phase, new PhaseView(phase.word(), outcome, TimeUnit.NANOSECONDS.toMillis(now - since), details));
            since = now;
        }
    }

    /** @param message if nothing failed */
    synchronized ConnectionReport report(String message, List<String> warnings) {
        return new ConnectionReport(
                failure == null,
                failure == null ? message : failure.message(),
                warnings,
                failed == null ? null : failed.word(),
                failure == null ? null : failure.cause().word(),
                failure == null ? null : failure.advice(),
                Duration.ofNanos(System.nanoTime() - begun).toMillis(),
                views());
    }

    private List<PhaseView> views() {
        return plan.stream()
                .map(phase -> {
                    var view = ended.get(phase);
                    return view == null ? new PhaseView(phase.word(), "skipped", 0, null) : view;
                })
                .toList();
    }
}
