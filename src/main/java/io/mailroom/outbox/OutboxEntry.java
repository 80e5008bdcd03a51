package io.mailroom.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something to be written down about one mail. */
sealed interface OutboxEntry {

    UUID mail();

    /** Of this entry and no other of a group. */
    UUID token();

    /** @param claim of whoever is going to send it at once; null for whoever comes first */
    record Accept(NewMail what, @Nullable UUID claim) implements OutboxEntry {
        @Override
        public UUID token() {
            return mail();
        }

        @Override
        public UUID mail() {
            return what.id();
        }
    }

    /** Its server may have the whole of it from now on. Written only while the claim holds and nobody has called it off. */
    record Begin(UUID mail, UUID claim) implements OutboxEntry {
        @Override
        public UUID token() {
            return claim;
        }
    }

    /**
     * What became of an attempt.
     *
     * @param smtp the setting that it goes on with
     * @param again when to go on with a mail that is still queued
     * @param answered whether it is told to whoever waits for it
     */
    record Settle(
            UUID mail,
            UUID claim,
            UUID smtp,
            Outcome outcome,
            @Nullable Instant again,
            boolean answered) implements OutboxEntry {

        @Override
        public UUID token() {
            return claim;
        }

        /** Whether the recipients stand otherwise than before. */
        boolean tells() {
            return isLast() || outcome.asked();
        }

        /** Nothing more is to come of it by itself. */
        boolean isLast() {
            return again == null;
        }
    }
}
