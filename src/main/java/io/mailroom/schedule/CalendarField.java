package io.mailroom.schedule;

import static io.mailroom.schedule.CalendarEventException.quoted;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One part of a calendar event (a year, an hour ...): the values it allows. */
final class CalendarField {

    /** The parts with their bounds. The years are systemd's, which end where nobody can say what a time zone will be. */
    enum Kind {
        YEAR("year", 1970, 2199, "2030"),
        MONTH("month", 1, 12, "01..03"),
        DAY("day", 1, 31, "1,15"),
        HOUR("hour", 0, 23, "8..18/2"),
        MINUTE("minute", 0, 59, "0/15"),
        SECOND("second", 0, 59, "0/5");

        final String word;
        final int min;
        final int max;
        final String example;

        Kind(String word, int min, int max, String example) {
            this.word = word;
            this.min = min;
            this.max = max;
            this.example = example;
        }

        private String digits() {
            return this == YEAR ? "%04d" : "%02d";
        }
    }

    /** {@code start..end/step}; open means that no end was written, a single value is its own end. */
    private record Values(int start, int end, int step, boolean open) implements Comparable<Values> {

        private static final Comparator<Values> ORDER = Comparator.comparingInt(Values::start)
                .thenComparingInt(Values::writtenEnd)
                .thenComparingInt(Values::step)
                .thenComparing(Values::open);

        /** In systemd's order: of those with the same start, the ones without an end first. */
        @Override
        public int compareTo(Values other) {
            return ORDER.compare(this, other);
        }

        private int writtenEnd() {
            return open || start == end ? -1 : end;
        }

        String canonical(String digits) {
            String first = digits.formatted(start);
            if (open) {
                return first + "/" + step;
            }
            String range = start == end ? first : first + ".." + digits.formatted(end);
            return step == 1 ? range : range + "/" + step;
        }
    }

    private static final Pattern VALUES = Pattern.compile("(\\d{1,9})(?:\\.\\.(\\d{1,9}))?(?:/(\\d{1,9}))?");

    private final Kind kind;
    private final BitSet allowed = new BitSet();
    private final String canonical;

    private CalendarField(Kind kind, List<Values> values) {
        this.kind = kind;
        if (values.isEmpty()) {
            allowed.set(kind.min, kind.max + 1);
            canonical = "*";
        } else {
            values.forEach(this::allow);
            canonical = new TreeSet<>(values)
                    .stream().map(each -> each.canonical(kind.digits())).collect(Collectors.joining(","));
        }
    }

    private void allow(Values values) {
        for (int n = values.start; n <= values.end; n += values.step) {
            allowed.set(n);
        }
    }

    static CalendarField parse(Kind kind, String text) {
        var values = new ArrayList<Values>();
        if (!text.equals("*")) {
            for (String value : text.split(",", -1)) {
                values.add(values(kind, value));
            }
        }
        return new CalendarField(kind, values);
    }

    private static Values values(Kind kind, String text) {
        if (text.startsWith("*")) {
            throw wrong(kind, text, "stands for every value only when it is alone; a repetition has a start");
        }
        var matcher = VALUES.matcher(text);
        if (!matcher.matches()) {
            throw wrong(kind, text, "is not a number, a range or a repetition");
        }
        int start = inRange(kind, text, matcher.group(1));
        int step = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
        if (step < 1) {
            throw wrong(kind, text, "repeats every 0; a repetition is 1 or more");
        }
        if (matcher.group(2) == null) {
            boolean open = matcher.group(3) != null;
            return new Values(start, open ? kind.max : start, open ? step : 1, open);
        }
        int end = inRange(kind, text, matcher.group(2));
        if (end < start) {
            throw wrong(kind, text, "ends before it starts");
        }
        end -= (end - start) % step; // as systemd does: the last value that is really reached
        return new Values(start, end, start == end ? 1 : step, false);
    }

    private static int inRange(Kind kind, String text, String number) {
        int n = Integer.parseInt(number);
        if (n < kind.min || n > kind.max) {
            throw wrong(kind, text, "is out of range (%d to %d)".formatted(kind.min, kind.max));
        }
        return n;
    }

    private static CalendarEventException wrong(Kind kind, String text, String why) {
        return new CalendarEventException("The %s %s %s, as in '%s'.", kind.word, quoted(text), why, kind.example);
    }

    /** The smallest allowed value that is at least {@code from}. */
    OptionalInt from(int from) {
        int n = allowed.nextSetBit(Math.max(from, kind.min));
        return n < 0 ? OptionalInt.empty() : OptionalInt.of(n);
    }

    int first() {
        return allowed.nextSetBit(kind.min);
    }

    boolean allows(int value) {
        return allowed.get(value);
    }

    @Override
    public String toString() {
        return canonical;
    }
}
