package io.mailroom.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.schedule.CalendarSample.Density;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class CalendarEventPropertyTest {

    /** Among them: one hour, half an hour, on the southern half, by night across midnight, and none. */
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/Santiago",
            "Africa/Cairo",
            "Asia/Kathmandu");

    private static final long EPOCH_2025 = 1_735_689_600;
    private static final long EPOCH_2030 = 1_893_456_000;

    @Property(tries = 500)
    void canonicalShouldMeanTheSame(
            @ForAll("anyEvent") CalendarSample sample, @ForAll @LongRange(min = 0, max = 2 * EPOCH_2025) long after) {
        var event = CalendarEvent.parse(sample.text());
        var again = CalendarEvent.parse(event.canonical());

        assertThat(again).isEqualTo(event).hasToString(event.canonical());
        assertThat(again.next(Instant.ofEpochSecond(after), 3)).isEqualTo(event.next(Instant.ofEpochSecond(after), 3));
    }

    @Property(tries = 500)
    void nextShouldBeLaterAndMatch(
            @ForAll("anyEvent") CalendarSample sample,
            @ForAll @LongRange(min = 1000 * EPOCH_2025, max = 1000 * EPOCH_2030) long after) {
        var reference = Instant.ofEpochMilli(after);

        assertThat(CalendarEvent.parse(sample.text()).next(reference, 3))
                .as(sample.text())
                .doesNotHaveDuplicates()
                .isSorted()
                .allSatisfy(next -> assertThat(next).isAfter(reference))
                .allMatch(sample::happensAt);
    }

    @Property(tries = 150)
    void nextShouldMissNoSecond(
            @ForAll("denseEvent") CalendarSample sample,
            @ForAll @LongRange(min = EPOCH_2025, max = EPOCH_2030) long somewhere) {
        var change = sample.zone().getRules().nextTransition(Instant.ofEpochSecond(somewhere));
        var start =
                (change == null ? Instant.ofEpochSecond(somewhere) : change.getInstant()).minus(Duration.ofMinutes(90));

        assertNothingMissed(sample, start, Duration.ofSeconds(1), 3 * 60 * 60);
    }

    @Property(tries = 100)
    void nextShouldMissNoDay(
            @ForAll("halfHourlyEvent") CalendarSample sample,
            @ForAll @LongRange(min = EPOCH_2025 / 1800, max = EPOCH_2030 / 1800) long halfHour) {
        assertNothingMissed(sample, Instant.ofEpochSecond(halfHour * 1800), Duration.ofMinutes(15), 4 * 24 * 400);
    }

    private static void assertNothingMissed(CalendarSample sample, Instant start, Duration step, int steps) {
        var expected = Stream.iterate(start.plus(step), at -> at.plus(step))
                .limit(steps)
                .filter(sample::happensAt)
                .toList();
        var end = start.plus(step.multipliedBy(steps));

        var found = CalendarEvent.parse(sample.text()).next(start, expected.size() + 1).stream()
                .filter(at -> !at.isAfter(end))
                .toList();

        assertThat(found).as("%s after %s", sample.text(), start).isEqualTo(expected);
    }

    @Provide
    Arbitrary<CalendarSample> anyEvent() {
        return events(Density.ANY);
    }

    @Provide
    Arbitrary<CalendarSample> denseEvent() {
        return events(Density.DENSE);
    }

    @Provide
    Arbitrary<CalendarSample> halfHourlyEvent() {
        return events(Density.HALF_HOURLY);
    }

    private static Arbitrary<CalendarSample> events(Density density) {
        return Arbitraries.randomValue(
                random -> CalendarSample.of(random, density, ZoneId.of(ZONES.get(random.nextInt(ZONES.size())))));
    }
}
