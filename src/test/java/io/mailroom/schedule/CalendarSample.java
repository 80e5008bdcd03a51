package io.mailroom.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A random calendar event with its meaning, worked out beside the parser: what may stand in each of its fields. */
record CalendarSample(String text, ZoneId zone, Set<DayOfWeek> weekdays, List<Set<Integer>> fields) {

    /** How often the events of a sample come, so that a short window has some of them in it. */
    enum Density {
        /** Any day, any hour: seconds matter. */
        DENSE,
        /** Any date; at full and half hours only. */
        HALF_HOURLY,
        /** Anything at all. */
        ANY
    }

    private static final String[] NAMES = {"Mon", "tue", "WED", "Thursday", "friday", "Sat", "Sun"};
    private static final int[][] BOUNDS = {{2020, 2040}, {1, 12}, {1, 31}, {0, 23}, {0, 59}, {0, 59}};

    /** Whether {@code instant} is a time of this event, by the rules and nothing else. */
    boolean happensAt(Instant instant) {
        var offset = zone.getRules().getOffset(instant);
        var local = LocalDateTime.ofInstant(instant, offset);
        var parts = List.of(
                local.getYear(),
                local.getMonthValue(),
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond());
        return instant.getNano() == 0
                && IntStream.range(0, 6)
                        .allMatch(i -> fields.get(i).isEmpty() || fields.get(i).contains(parts.get(i)))
                && weekdays.contains(local.getDayOfWeek())
                && zone.getRules().getValidOffsets(local).getFirst().equals(offset);
    }

    static CalendarSample of(Random random, Density density, ZoneId zone) {
        var texts = new ArrayList<String>();
        var fields = new ArrayList<Set<Integer>>();
        for (int i = 0; i < 6; i++) {
            var values = new TreeSet<Integer>();
            texts.add(field(random, density, i, values));
            fields.add(values);
        }
        var weekdays = new HashSet<>(Set.of(DayOfWeek.values()));
        String weekday = density != Density.DENSE && random.nextInt(3) == 0 ? weekdays(random, weekdays) + " " : "";
        String text = weekday + String.join("-", texts.subList(0, 3)) + " " + String.join(":", texts.subList(3, 6))
                + (zone.getId().equals("UTC") ? "" : " " + zone.getId());
        return new CalendarSample(text, zone, weekdays, fields);
    }

    private static String field(Random random, Density density, int i, Set<Integer> values) {
        if (density == Density.DENSE && i < 4) {
            return "*";
        }
        if (density == Density.HALF_HOURLY && i >= 4) {
            return i == 4 ? halfHours(random, values) : zero(values);
        }
        return field(random, BOUNDS[i][0], BOUNDS[i][1], values);
    }

    private static String zero(Set<Integer> values) {
        values.add(0);
        return "0";
    }

    private static String halfHours(Random random, Set<Integer> values) {
        values.add(30);
        if (random.nextBoolean()) {
            return "30";
        }
        values.add(0);
        return "0/30";
    }

    private static String field(Random random, int min, int max, Set<Integer> values) {
        if (random.nextInt(3) == 0) {
            return "*";
        }
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> value(random, min, max, values))
                .collect(Collectors.joining(","));
    }

    private static String value(Random random, int min, int max, Set<Integer> values) {
        int start = min + random.nextInt(max - min);
        int end = start + random.nextInt(max - start) + 1;
        int step = 1 + random.nextInt(max - start); // systemd wants start + step within the bounds
        return switch (random.nextInt(4)) {
            case 0 -> {
                IntStream.iterate(start, n -> n <= (min == 2020 ? 2199 : max), n -> n + step)
                        .forEach(values::add);
                yield start + "/" + step;
            }
            case 1 -> {
                IntStream.rangeClosed(start, end).forEach(values::add);
                yield start + ".." + end;
            }
            case 2 -> {
                IntStream.iterate(start, n -> n <= end, n -> n + step).forEach(values::add);
                yield start + ".." + end + "/" + step;
            }
            default -> {
                values.add(start);
                yield "%02d".formatted(start);
            }
        };
    }

    private static String weekdays(Random random, Set<DayOfWeek> days) {
        days.clear();
        int first = random.nextInt(7);
        int last = first + random.nextInt(7 - first);
        int other = random.nextInt(7);
        IntStream.rangeClosed(first, last).forEach(i -> days.add(DayOfWeek.values()[i]));
        days.add(DayOfWeek.values()[other]);
        return NAMES[first] + ".." + NAMES[last] + "," + NAMES[other];
    }
}
