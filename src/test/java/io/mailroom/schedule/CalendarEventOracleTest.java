package io.mailroom.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mailroom.schedule.CalendarSample.Density;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What we make of an event, beside what systemd makes of it. */
class CalendarEventOracleTest {

    private static final int TIMES = 5;
    private static final Path PROGRAM = Path.of("/usr/bin/systemd-analyze");
    private static final Pattern ELAPSE =
            Pattern.compile("(?:Next elapse|Iteration #\\d+|Iter\\. #\\d+): \\w{3} (\\S+) (\\S+) UTC");

    /**
     * {@code n/rep}, which systemd 252 lets run over: after 23:59 it takes {@code *:1/56} for 00:53 (23:113) and misses 00:01.
     * So only the well-behaved ones below are compared, the rest by brute force in {@link CalendarEventPropertyTest}.
     */
    private static final Pattern OPEN_REPETITION = Pattern.compile("(^|[-,: ])\\d+/");

    /** One event as systemd reads it. */
    private record Reading(String normalized, List<Instant> times) {}

    @BeforeAll
    static void programShouldBeThere() {
        assumeThat(PROGRAM)
                .as("skipped: systemd-analyze is not installed, so calendar events are not compared with systemd's")
                .isExecutable();
    }

    @Test
    void systemdShouldAgreeWhenEventsAreOrdinary() throws Exception {
        assertSame(
                "2026-05-04T12:00:00Z",
                List.of(
                        "Mon *-*-* 12:00",
                        "*-*-* 0/2:0",
                        "*-*-* *:*:0/5",
                        "*-*-* 5/7:3/20",
                        "*-1/3-1/10 0:0",
                        "Mon..Fri *-*-* 8..18:0/15",
                        "*-*-31 3:30",
                        "*-02-29 0:0",
                        "Mon *-02-29 0:0",
                        "Fri *-*-13 13:13:13",
                        "*-02-30 12:00",
                        "2020-*-* 0:0",
                        "2030..2035/2-1/3-1..31/10 1,2,3:4/7:50/3"));
    }

    @Test
    void systemdShouldAgreeWhenEventsAreRandom() throws Exception {
        var random = new Random(20260504);
        var events = Stream.generate(() -> CalendarSample.of(random, Density.ANY, ZoneId.of("UTC")))
                .map(CalendarSample::text)
                .filter(text -> !OPEN_REPETITION.matcher(text).find())
                .limit(400)
                .toList();

        assertSame("2026-02-28T23:59:59Z", events);
    }

    private static void assertSame(String base, List<String> events) throws Exception {
        var readings = systemd(base, events);

        assertThat(readings).hasSameSizeAs(events);
        for (int i = 0; i < events.size(); i++) {
            var event = CalendarEvent.parse(events.get(i));
            assertThat(new Reading(event.canonical(), event.next(Instant.parse(base), TIMES)))
                    .as(events.get(i))
                    .isEqualTo(readings.get(i));
        }
    }

    private static List<Reading> systemd(String base, List<String> events) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "calendar",
                "--iterations=" + TIMES,
                "--base-time=" + base.replace('T', ' ').replace("Z", " UTC")));
        command.addAll(events);
        Path output = Files.createTempFile("systemd-analyze", ".txt");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("TZ", "UTC");
        builder.environment().put("LC_ALL", "C");
        assertThat(builder.start().waitFor()).as(Files.readString(output)).isZero();

        var readings = new ArrayList<Reading>();
        for (String line : Files.readAllLines(output, UTF_8)) {
            if (line.contains("Normalized form: ")) {
                readings.add(new Reading(line.split(": ", 2)[1], new ArrayList<>()));
            }
            var elapse = ELAPSE.matcher(line);
            if (elapse.find()) {
                readings.getLast().times().add(Instant.parse(elapse.group(1) + "T" + elapse.group(2) + "Z"));
            }
        }
        Files.delete(output);
        return readings;
    }
}
