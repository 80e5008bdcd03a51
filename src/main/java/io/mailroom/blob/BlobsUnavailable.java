package io.mailroom.blob;

import io.mailroom.web.Outage;
import org.jspecify.annotations.Nullable;

/** A store does not answer, or refuses what it is asked; nothing was lost, and it is worth another try later. */
public final class BlobsUnavailable extends RuntimeException implements Outage {

    /** @param message for the operator: the setting and what the server answered */
    BlobsUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String what() {
        return "The storage for mails";
    }
}
