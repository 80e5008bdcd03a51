package io.mailroom.crash.send;

import java.util.Arrays;

/**
 * Kills the service a hundred times while eight clients hand over mails: waiting, {@code respond-async}, and with keys under
 * which they ask again; and counts the copies that the mail server took: of a mail that is {@code sent} exactly one for each
 * recipient, of one that is {@code unknown} at most one, of any other none.
 */
public final class SendCrash {

    private SendCrash() {}

    public static boolean isNamed(String word) {
        return Arrays.stream(Way.values()).anyMatch(way -> way.toString().equals(word));
    }

    /** Whether all was well. */
    public static boolean run(String word, int times, long seed) throws Exception {
        boolean well = true;
        for (var way : Way.values()) {
            if (way.toString().equals(word)) {
                var outcome = Campaign.run(way, times, seed);
                System.out.println(outcome);
                well &= outcome.violations().isEmpty();
            }
        }
        return well;
    }
}
