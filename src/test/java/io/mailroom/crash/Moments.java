package io.mailroom.crash;

import io.mailroom.testsupport.ImapProxy;
import io.mailroom.testsupport.ImapProxy.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws when to strike: while mails are fetched, between the commit and the move, inside the move, and behind it. */
final class Moments {

    private enum Kind {
        FETCHING,
        COMMITTED,
        MOVING,
        MOVED,
        ANY
    }

    private static final List<Kind> DECK = List.of(
            Kind.FETCHING, Kind.FETCHING, Kind.COMMITTED, Kind.MOVING, Kind.MOVING, Kind.MOVED, Kind.ANY, Kind.ANY);

    private final Random random;
    private final List<String> moving;
    private final ArrayDeque<Kind> deck = new ArrayDeque<>();

    /** @param move whether the server offers MOVE */
    Moments(Random random, boolean move) {
        this.random = random;
        this.moving = move ? List.of("UID MOVE") : List.of("UID COPY", "UID STORE", "UID EXPUNGE");
    }

    /** @param mails how many are waiting to be fetched */
    Moment next(int mails) {
        if (deck.isEmpty()) {
            var shuffled = new ArrayList<>(DECK);
            Collections.shuffle(shuffled, random);
            deck.addAll(shuffled);
        }
        String move = moving.get(random.nextInt(moving.size()));
        return switch (deck.pop()) {
            case FETCHING -> nextLiteral(mails);
            case COMMITTED -> new ImapProxy.Before(move);
            case MOVING -> new ImapProxy.After(move, Duration.ofNanos(random.nextLong(15_000_000)));
            case MOVED -> new ImapProxy.Answered(move);
            case ANY -> new ImapProxy.After("SELECT", Duration.ofMillis(random.nextLong(1_000)));
        };
    }

    /** In the middle of a literal, always. */
    Moment nextLiteral(int mails) {
        return new ImapProxy.InLiteral(1 + random.nextInt(mails), random.nextDouble());
    }

    /** As a reader wants to count them. */
    static String name(Moment moment) {
        return switch (moment) {
            case ImapProxy.InLiteral(var number, var share) -> "in a literal";
            case ImapProxy.Before(var command) -> "before " + command;
            case ImapProxy.After(var command, var delay) -> "after " + command;
            case ImapProxy.Answered(var command) -> command + " answered";
        };
    }
}
