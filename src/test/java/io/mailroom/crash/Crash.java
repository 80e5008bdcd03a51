package io.mailroom.crash;

import io.mailroom.crash.send.SendCrash;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Kills the service, its database or its mail server a hundred times during an import with move, and counts the mails
 * afterwards: each one item, each moved once. Arguments: {@code service|database|imap-kill|imap-pause|cut|replicas|rolling|all}, how
 * many times, and options {@code --no-move}, {@code --seed=N} and {@code --heartbeat=SECONDS} of the replicas; or
 * {@code send|send-database|send-replicas|send-pause|send-rolling} for {@link SendCrash}. Ends with 1 when something was lost or doubled.
 */
public final class Crash {

    private Crash() {}

    public static void main(String[] args) throws Exception {
        var options = List.of(args).stream().filter(it -> it.startsWith("--")).toList();
        var words = List.of(args).stream().filter(it -> !it.startsWith("--")).toList();
        String which = words.isEmpty() ? "all" : words.getFirst();
        int times = words.size() > 1 ? Integer.parseInt(words.get(1)) : 100;
        boolean move = !options.contains("--no-move");
        long seed = number(options, "--seed=", new Random().nextLong(1_000_000));
        var heartbeat = Duration.ofSeconds(number(options, "--heartbeat=", 5));
        if (SendCrash.isNamed(which)) {
            System.out.printf("seed %d%n", seed);
            System.exit(SendCrash.run(which, times, seed) ? 0 : 1);
        }
        var ways = which.equals("all") ? List.of(Way.values()) : List.of(Way.of(which));

        boolean well = true;
        System.out.printf("seed %d%s%n", seed, move ? "" : ", a server without MOVE");
        for (var way : ways) {
            var outcome = Campaign.run(new Scene.Setup(way, move, heartbeat), times, seed);
            System.out.println(outcome);
            well &= outcome.violations().isEmpty();
        }
        System.exit(well ? 0 : 1);
    }

    private static long number(List<String> options, String name, long otherwise) {
        return options.stream()
                .filter(option -> option.startsWith(name))
                .map(option -> Long.parseLong(option.substring(name.length())))
                .findFirst()
                .orElse(otherwise);
    }
}
