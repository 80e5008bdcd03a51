package io.mailroom.retention;

import java.time.Instant;
import java.util.UUID;

/** Implemented by whoever stores a {@link Kind}. What something is under way for is neither counted nor removed. Blocking. */
public interface Kept {

    /** Nobody needs to know it better. */
    int MOST_COUNTED = 100_000;

    Kind kind();

    /** What {@link #remove} would remove; not more than {@link #MOST_COUNTED}. */
    long count(UUID collective, Instant before);

    /** Removes what is older, batch by batch for as long as {@code pace} says; how much that was. */
    long remove(UUID collective, Instant before, Pace pace);
}
