package io.mailroom.ops;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A small bar chart, one bar a day, as lengths of an SVG. */
record Chart(String id, String title, long total, long most, int width, int height, List<Bar> bars) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    private static final int SLOT = 28;
    private static final int BAR = 20;
    private static final int TOP = 18;
    private static final int TALLEST = 84;
    private static final int FOOT = 22;

    /** Of a day without anything: a line, so that one sees that the day is there. */
    private static final int STUB = 2;

    /**
     * @param labelled whether its day stands below it
     * @param last there is no room for that below its middle
     */
    record Bar(
            LocalDate day,
            long count,
            int x,
            int y,
            int width,
            int height,
            boolean labelled,
            boolean last,
            boolean tallest) {

        public String label() {
            return DAY.format(day);
        }

        public int middle() {
            return x + width / 2;
        }

        public int end() {
            return x + width;
        }

        /** Where its number stands. */
        public int above() {
            return y - 5;
        }
    }

    static Chart of(String id, String title, Days days, long[] counts) {
        long most = LongStream.of(counts).max().orElse(0);
        int number = days.days().size();
        var bars = IntStream.range(0, number)
                .mapToObj(i -> bar(days.days().get(i), counts[i], most, i, number))
                .toList();
        return new Chart(id, title, LongStream.of(counts).sum(), most, number * SLOT, TOP + TALLEST + FOOT, bars);
    }

    private static Bar bar(LocalDate day, long count, long most, int place, int number) {
        int height = count == 0 ? STUB : Math.max(2 * STUB, (int) Math.ceilDiv(count * TALLEST, most));
        return new Bar(
                day,
                count,
                place * SLOT + (SLOT - BAR) / 2,
                TOP + TALLEST - height,
                BAR,
                height,
                (number - 1 - place) % 3 == 0 && place > 0,
                place == number - 1,
                count > 0 && count == most);
    }

    public int base() {
        return TOP + TALLEST;
    }

    public int foot() {
        return height - 5;
    }
}
