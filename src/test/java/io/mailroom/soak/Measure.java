package io.mailroom.soak;

import java.util.OptionalDouble;
import java.util.function.Function;

/** What is to stay as it is. Where a share of its size is little, it may grow by a number. */
enum Measure {
    HEAP("live heap", "MiB", 0.1, 6, sample -> OptionalDouble.of(sample.first().heap() / 1048576.0)),
    RESIDENT(
            "resident memory",
            "MiB",
            0.15,
            30,
            sample -> OptionalDouble.of(sample.first().resident() / 1024.0)),
    THREADS("OS threads", "", 0.1, 5, sample -> OptionalDouble.of(sample.first().threads())),
    VIRTUAL_THREADS(
            "virtual threads",
            "",
            0.2,
            15,
            sample -> OptionalDouble.of(sample.first().virtualThreads())),
    DESCRIPTORS(
            "open files and sockets",
            "",
            0.1,
            15,
            sample -> OptionalDouble.of(sample.first().descriptors())),
    SCRATCH(
            "scratch files",
            "",
            0,
            3,
            sample -> OptionalDouble.of(sample.first().scratch())),
    DATABASE(
            "database connections, of both",
            "",
            0.2,
            10,
            sample -> sample.database().isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(sample.database().getAsLong())),
    IMAP("IMAP connections, of both", "", 0.2, 5, sample -> OptionalDouble.of(sample.imap())),
    SMTP("SMTP connections, of both", "", 0.2, 5, sample -> OptionalDouble.of(sample.smtp()));

    private final String words;
    private final String unit;
    private final double share;
    private final double number;
    private final Function<Sample, OptionalDouble> reading;

    Measure(String words, String unit, double share, double number, Function<Sample, OptionalDouble> reading) {
        this.words = words;
        this.unit = unit;
        this.share = share;
        this.number = number;
        this.reading = reading;
    }

    /** Empty where it could not be read. */
    OptionalDouble of(Sample sample) {
        return reading.apply(sample);
    }

    /** By how much it may have grown from the begin of a trend to its end. */
    double mayGrow(Trend trend) {
        return Math.max(number, share * trend.begin());
    }

    @Override
    public String toString() {
        return unit.isEmpty() ? words : words + ", " + unit;
    }
}
