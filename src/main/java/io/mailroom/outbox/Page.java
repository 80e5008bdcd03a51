package io.mailroom.outbox;

import io.mailroom.web.Problem;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of mails, newest first.
 *
 * @param before the last one that was seen; null for the newest
 */
record Page(int size, @Nullable UUID before) {

    private static final int MOST = 500;

    /** @throws Problem 400 for a cursor that is none */
    static Page of(int limit, @Nullable String cursor) {
        var before = cursor == null
                ? null
                : MailId.parse(cursor).orElseThrow(() -> Problem.malformed("This is no cursor of a list of mails."));
        return new Page(Math.clamp(limit, 1, MOST), before);
    }

    /** One more tells whether there is another page. */
    int limit() {
        return size + 1;
    }

    <T> List<T> of(List<T> found) {
        return found.size() > size ? found.subList(0, size) : found;
    }

    /** Of the next page; null on the last one. */
    <T> @Nullable String cursor(List<T> found, Function<T, UUID> id) {
        return found.size() > size ? id.apply(found.get(size - 1)).toString() : null;
    }
}
