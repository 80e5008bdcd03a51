package io.mailroom.mime;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a mail system says became of a mail (RFC 3464). Anybody can write such a thing: nothing in it is to be believed by
 * itself.
 *
 * @param messageIds of the mail that it is about, the likeliest first, without angle brackets
 */
public record DeliveryReport(List<String> messageIds, List<Fate> fates) {

    /**
     * What became of it for one recipient.
     *
     * @param addresses of the recipient: as the sender wrote it and as it was in the end, as far as known
     * @param status an enhanced status code (RFC 3463)
     * @param diagnostic the words of the server that decided
     */
    public record Fate(
            List<String> addresses,
            Action action,
            @Nullable String status,
            @Nullable String diagnostic) {}

    /** What was done with the mail (RFC 3464 section 2.3.3). */
    public enum Action {
        FAILED,
        /** It is tried further. */
        DELAYED,
        DELIVERED,
        /** Handed to a system that reports nothing. */
        RELAYED,
        /** Given to the members of a list. */
        EXPANDED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Action> of(String word) {
            return Stream.of(values())
                    .filter(action -> action.word().equalsIgnoreCase(word.strip()))
                    .findFirst();
        }

        /** By the class of a status code, for those who leave out the action. */
        static Optional<Action> ofStatus(String status) {
            return switch (status.charAt(0)) {
                case '5' -> Optional.of(FAILED);
                case '4' -> Optional.of(DELAYED);
                case '2' -> Optional.of(DELIVERED);
                default -> Optional.empty();
            };
        }
    }
}
