package io.mailroom.day;

import java.time.Duration;

/**
 * A day of a mailbox that is let into by OAuth2, in a few minutes. Its provider gives tokens of an hour, rotates refresh
 * tokens, and revokes everything when one is shown again later than half a minute after it was replaced; its mail server asks
 * the provider about each token, and ends each session with its token. Mails come all day long, two replicas import them, and
 * half-way one of them is killed with -9, after the provider has rotated for it and before it has heard so.
 *
 * <p>Arguments: how many hours, and how many seconds stand for one. Ends with 1 when there were more refreshes than there had
 * to be, a token was refused, or a mail was lost or doubled.
 */
public final class Day {

    private Day() {}

    public static void main(String[] args) throws Exception {
        int hours = args.length > 0 ? Integer.parseInt(args[0]) : 24;
        var hour = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 10);

        var outcome = Story.run(hours, hour);
        System.out.println(outcome);
        System.exit(outcome.violations().isEmpty() ? 0 : 1);
    }
}
