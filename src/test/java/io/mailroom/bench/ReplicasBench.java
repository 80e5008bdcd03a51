package io.mailroom.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Three processes over one PostgreSQL, with 10,000 users, 20,000 tasks and 2,000 Dovecot mailboxes. Prints
 *
 * <ul>
 *   <li>the slope: what the database and the replicas pay for 1,000, 10,000 and 100,000 tasks, first with none of them due, then
 *       with a thousand runs a minute whatever their number;
 *   <li>which statements would read whole tables at 100,000 tasks;
 *   <li>the dispatch rate: all tasks due in the same second, each with a mail to import;
 *   <li>the steady state: all tasks spread over ten minutes, with their lag, from the due time to the beginning of the run.
 * </ul>
 *
 * <p>Options: {@code --users --tasks --mailboxes --replicas --minutes} (of the steady state) {@code --every} (minutes between the
 * runs of a task, which divide an hour) {@code --slope=1000,10000,100000} {@code --active} (runs a minute in the slope)
 * {@code --window} (seconds of each measurement in it), each as {@code --name=value}.
 */
public final class ReplicasBench {

    private static final Duration SETTLING = Duration.ofSeconds(10);
    private static final Duration BURST_AT_MOST = Duration.ofMinutes(15);

    private final Installation installation;
    private final int active;
    private final Duration window;

    private ReplicasBench(Installation installation, int active, Duration window) {
        this.installation = installation;
        this.active = active;
        this.window = window;
    }

    public static void main(String[] args) throws Exception {
        var options = options(args);
        int users = number(options, "users", 10_000);
        int tasks = number(options, "tasks", 20_000);
        var slope = Stream.of(options.getOrDefault("slope", "1000,10000,100000").split(","))
                .map(Integer::parseInt)
                .toList();
        try (var installation = Installation.start(
                number(options, "replicas", 3),
                users,
                number(options, "mailboxes", 2_000),
                number(options, "partitioned", 0) != 0)) {
            var bench = new ReplicasBench(
                    installation, number(options, "active", 1_000), Duration.ofSeconds(number(options, "window", 60)));
            bench.slope(slope);
            bench.plans();
            bench.burst(tasks, number(options, "every", 10));
            bench.steady(number(options, "every", 10), Duration.ofMinutes(number(options, "minutes", 4)));
        }
    }

    private static Map<String, String> options(String[] args) {
        return Stream.of(args)
                .map(it -> it.replaceFirst("^--", "").split("=", 2))
                .collect(Collectors.toMap(it -> it[0], it -> it[1]));
    }

    private static int number(Map<String, String> options, String name, int otherwise) {
        return Integer.parseInt(options.getOrDefault(name, Integer.toString(otherwise)));
    }

    private void slope(List<Integer> sizes) throws SQLException, InterruptedException {
        for (int size : sizes) {
            installation.replaceTasks(size);
            installation.settle(SETTLING);
            print("%,d tasks, none due".formatted(size), Meter.over(installation, window.dividedBy(2), 1));
            int due = Math.min(active, size);
            installation.activate(due, 1);
            installation.settle(SETTLING.multipliedBy(2)); // the first runs import something
            print("%,d tasks, %,d runs a minute".formatted(size, due), Meter.over(installation, window, 1));
        }
    }

    /** What PostgreSQL would do with what it was asked most, whatever the parameters. */
    private void plans() throws SQLException {
        var tables = installation.statistics().largeTables();
        var statements = installation.statistics().statementsOn(tables);
        var suspects = new ArrayList<String>();
        for (var statement : statements) {
            var plan = installation.statistics().plan(statement);
            plan.stream()
                    .filter(line -> Statistics.isSuspect(line, tables))
                    .findFirst()
                    .ifPresent(line ->
                            suspects.add(statement.strip().replaceAll("\\s+", " ") + "\n      " + line.strip()));
        }
        System.out.printf(
                "%d statements on the large tables %s; of these would read one as a whole, or could not be planned, with nothing known of their parameters: %d%n",
                statements.size(), tables, suspects.size());
        suspects.forEach(it -> System.out.println("  " + it));
    }

    private void burst(int tasks, int every) throws SQLException, InterruptedException {
        installation.replaceTasks(tasks);
        installation.activate(tasks, every);
        installation.settle(SETTLING);
        var meter = new Meter(installation);
        installation.allDueNow();
        long began = System.nanoTime();
        long run = installation.statistics().tasksThatRan();
        while (run < tasks && System.nanoTime() - began < BURST_AT_MOST.toNanos()) {
            installation.settle(Duration.ofMillis(500));
            run = installation.statistics().tasksThatRan();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%,d tasks due in one second, each with a mail to import: %,d have run %.0f s later (%.0f runs/s)%n",
                tasks, run, seconds, run / seconds);
        print("  meanwhile", meter.read(0));
    }

    private void steady(int every, Duration duration) throws SQLException, InterruptedException {
        print("all tasks, each every %d minutes".formatted(every), Meter.over(installation, duration, every));
        installation.statistics().mostExpensiveStatements(6).forEach(it -> System.out.println("  " + it));
    }

    private static void print(String what, Meter.Reading reading) {
        System.out.printf("%s: %s%n", what, reading);
    }
}
