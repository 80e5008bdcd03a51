package io.mailroom.crash.send;

import java.util.Random;

/** What a {@link Sink} does with a message. */
enum Mood {
    /** Takes it and says so. */
    QUICK,
    /** The same, after a while. */
    SLOW,
    /** 451: not now. */
    LATER,
    /** 554: never. */
    NEVER,
    /** Hangs up in the middle of it. */
    CUT_IN_THE_MESSAGE,
    /** Hangs up after the final dot, and does not take it. */
    CUT_AT_THE_DOT,
    /** Takes it, and hangs up without a word. */
    TAKEN_UNSAID;

    /** Those in which it does not hang up. */
    static Mood drawPolite(Random random) {
        int drawn = random.nextInt(100);
        return drawn < 3 ? LATER : drawn < 5 ? NEVER : drawn < 30 ? SLOW : QUICK;
    }

    static Mood draw(Random random) {
        int drawn = random.nextInt(100);
        return drawn < 2
                ? CUT_IN_THE_MESSAGE
                : drawn < 3
                        ? CUT_AT_THE_DOT
                        : drawn < 4 ? TAKEN_UNSAID : drawn < 7 ? LATER : drawn < 9 ? NEVER : drawn < 14 ? SLOW : QUICK;
    }
}
