package io.mailroom.blob;

import org.jspecify.annotations.Nullable;

/** A store does not answer, or refuses what it is asked; nothing was lost, and it is worth another try later. */
public final class BlobsUnavailable extends RuntimeException {

    /** @param message for the operator: the setting and what the server answered */
    BlobsUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
