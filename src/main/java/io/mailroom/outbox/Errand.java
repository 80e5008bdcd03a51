package io.mailroom.outbox;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for one mail among the sent ones.
 *
 * @param sought whether it is only looked for, as nobody knows whether it was sent; otherwise a copy is to be stored
 * @param mailbox the one that its owner named; null for the one that the server has for that
 * @param tries that were begun before
 * @param since when it was intended
 * @param smtpHost over which it was sent; null when that setting was deleted
 */
record Errand(
        UUID mail,
        UUID account,
        boolean sought,
        @Nullable String mailbox,
        int tries,
        Instant since,
        Instant giveUp,
        Message message,
        @Nullable String smtpHost) {

    /** Providers put a mail among the sent ones while they take it, or soon after. */
    private static final List<Duration> LOOKS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(60));

    /**
     * The message as it travelled.
     *
     * @param id its Message-ID, without angle brackets
     * @param date in its header
     */
    record Message(String id, Instant date, byte[] hash, long size) {

        /** Days are the server's, so one more. */
        LocalDate dayBefore() {
            return date.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1);
        }

        @Override
        public String toString() {
            return "Message[" + id + "]";
        }
    }

    static Instant firstLook(Instant since) {
        return since.plus(LOOKS.getFirst());
    }

    /** After this one, which found nothing; empty when it was the last. */
    Optional<Instant> nextLook() {
        return tries + 1 < LOOKS.size() ? Optional.of(since.plus(LOOKS.get(tries + 1))) : Optional.empty();
    }
}
