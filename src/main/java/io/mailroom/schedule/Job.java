package io.mailroom.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that runs again and again, one instance at a time over all replicas. Every bean of this type is known to
 * {@link Jobs}.
 */
public interface Job {

    /** What it is called in the database; stable. */
    String name();

    /**
     * Runs one instance. Blocking, on a virtual thread; an exception runs it again later.
     *
     * @return when to run next; empty when it is done with
     */
    Optional<Instant> run(String instance);

    /** The instance that is scheduled at the first start; empty for jobs whose instances come from elsewhere. */
    default Optional<String> standing() {
        return Optional.empty();
    }
}
