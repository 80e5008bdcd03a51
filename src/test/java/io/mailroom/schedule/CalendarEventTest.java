package io.mailroom.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarEventTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Mon *-*-* 12:00                        | Mon *-*-* 12:00:00
            *-*-* 0/2:0                            | *-*-* 00/2:00:00
            monday..FRIDAY,sun *-*-* 8..18/2:5     | Mon..Fri,Sun *-*-* 08..18/2:05:00
            Tue,Mon *-*-* 0:0                      | Mon,Tue *-*-* 00:00:00
            Sun,Fri,Sat *-*-* 0:0                  | Fri..Sun *-*-* 00:00:00
            Mon..Sun *-*-* 0:0                     | *-*-* 00:00:00
            2030-2..4-1,15,1 0:0                   | 2030-02..04-01,15 00:00:00
            *-*-* 1..10/4:0                        | *-*-* 01..09/4:00:00
            *-*-* 1..3/9:0                         | *-*-* 01:00:00
            *-*-* *:*:0/5                          | *-*-* *:*:00/5
            *-*-* 0:0 europe/berlin                | *-*-* 00:00:00 Europe/Berlin
            *-*-* 0:0 UTC                          | *-*-* 00:00:00 UTC
            *-*-* 0:0 +2                           | *-*-* 00:00:00 +02:00
            '  Mon   *-*-*   12:00  '              | Mon *-*-* 12:00:00
            """)
    void canonicalShouldBeTheOneSpellingWhenAnEventIsWrittenInAnother(String written, String canonical) {
        var event = CalendarEvent.parse(written);

        assertThat(event.canonical()).isEqualTo(canonical);
        assertThat(event).isEqualTo(CalendarEvent.parse(canonical)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                       | is no calendar event
            daily                    | is no calendar event
            12:00                    | is no calendar event
            *-*-*                    | is no calendar event
            Mon *-*-* 1:00 UTC more  | is no calendar event
            Mo *-*-* 12:00           | The weekday 'Mo'
            Mon, *-*-* 12:00         | The weekday ''
            Sat..Mon *-*-* 12:00     | The weekdays 'Sat..Mon' run backwards
            *-* 12:00                | The date '*-*'
            *-*-*-* 12:00            | The date '*-*-*-*'
            *-*-* 12                 | The time '12'
            *-*-* 1:2:3:4            | The time '1:2:3:4'
            1969-*-* 12:00           | The year '1969' is out of range (1970 to 2199)
            *-0-* 12:00              | The month '0' is out of range (1 to 12)
            *-13-* 12:00             | The month '13' is out of range
            *-*-0 12:00              | The day '0' is out of range (1 to 31)
            *-*-32 12:00             | The day '32' is out of range
            *-*-* 24:00              | The hour '24' is out of range (0 to 23)
            *-*-* 12:60              | The minute '60' is out of range (0 to 59)
            *-*-* 12:00:60           | The second '60' is out of range
            *-*-* 20..24:00          | The hour '20..24' is out of range
            *-*-* 12..8:00           | The hour '12..8' ends before it starts
            *-*-* 12:0/0             | The minute '0/0' repeats every 0
            *-*-* 1..5/0:00          | The hour '1..5/0' repeats every 0
            *-*-* 12:*/5             | The minute '*/5'
            *-*-* 12:*,5             | The minute '*'
            *-*-* 12:1,,5            | The minute '' is not a number
            *-*-* 12:-5              | The minute '-5' is not a number
            *-*-* 12:0:0.5           | The second '0.5' is not a number
            *-*-* 99999999999:00     | The hour '99999999999' is not a number
            *-*-* 12:00 Mars/Base    | The time zone 'Mars/Base' is unknown
            *-*-* 12:00 +25:00       | The time zone '+25:00' is unknown
            """)
    void parseShouldNameTheWrongPartWhenATextIsNoEvent(String text, String message) {
        assertThatExceptionOfType(CalendarEventException.class)
                .isThrownBy(() -> CalendarEvent.parse(text))
                .withMessageContaining(message)
                .withMessageContaining("as in '");
    }

    @Test
    void messageShouldStayShortWhenTheTextIsLong() {
        assertThatExceptionOfType(CalendarEventException.class)
                .isThrownBy(() -> CalendarEvent.parse("x".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void nextShouldBeStrictlyLaterWhenTheReferenceMatchesItself() {
        assertThat(next("*-*-* 12:00", "2026-05-04T12:00:00Z")).isEqualTo(instant("2026-05-05T12:00:00Z"));
        assertThat(next("*-*-* 12:00", "2026-05-04T11:59:59.999Z")).isEqualTo(instant("2026-05-04T12:00:00Z"));
        assertThat(next("*-*-* *:*:0/5", "2026-05-04T12:00:00.001Z")).isEqualTo(instant("2026-05-04T12:00:05Z"));
    }

    @Test
    void nextShouldCountFromTheStartWhenAValueRepeats() {
        assertThat(CalendarEvent.parse("*-*-* 5/7:30").next(Instant.parse("2026-05-04T00:00:00Z"), 4))
                .map(Instant::toString)
                .containsExactly(
                        "2026-05-04T05:30:00Z", "2026-05-04T12:30:00Z", "2026-05-04T19:30:00Z", "2026-05-05T05:30:00Z");
    }

    @Test
    void nextShouldSkipTheMonthWhenItLacksTheDay() {
        assertThat(next("*-*-31 0:0", "2026-01-31T00:00:00Z")).isEqualTo(instant("2026-03-31T00:00:00Z"));
    }

    @Test
    void nextShouldWaitForTheLeapYearWhenTheDayIsTheTwentyNinthOfFebruary() {
        assertThat(next("*-02-29 0:0", "2028-02-29T00:00:00Z")).isEqualTo(instant("2032-02-29T00:00:00Z"));
        assertThat(next("*-02-29 0:0", "2096-02-29T00:00:00Z")).isEqualTo(instant("2104-02-29T00:00:00Z"));
        assertThat(next("Mon *-02-29 0:0", "2024-02-29T00:00:00Z")).isEqualTo(instant("2044-02-29T00:00:00Z"));
    }

    @Test
    void nextShouldTakeTheWeekdayThatIsAlsoTheDateWhenBothAreGiven() {
        assertThat(next("Fri *-*-13 0:0", "2026-01-01T00:00:00Z")).isEqualTo(instant("2026-02-13T00:00:00Z"));
    }

    @Test
    @Timeout(5)
    void nextShouldBeEmptyFastWhenAnEventNeverComes() {
        assertThat(List.of("*-02-30 12:00", "2020-*-* 0:0", "Mon 2026-02-29 0:0", "*-4,6,9,11-31 0:0"))
                .allSatisfy(text -> assertThat(CalendarEvent.parse(text).next(Instant.parse("2026-01-01T00:00:00Z"), 2))
                        .isEmpty());
        assertThat(CalendarEvent.parse("*-*-* *:*").next(Instant.MAX)).isEmpty();
        assertThat(CalendarEvent.parse("*-*-* *:*").next(Instant.parse("2199-12-31T23:59:00Z")))
                .isEmpty();
    }

    @Test
    void nextShouldBeTheFirstOfAllWhenTheReferenceLiesBeforeTheCalendar() {
        assertThat(CalendarEvent.parse("*-*-* 0:0").next(Instant.MIN)).hasValue(Instant.EPOCH);
    }

    @Test
    void nextShouldFollowTheZoneWhenOneIsGiven() {
        assertThat(next("*-*-* 12:00 Europe/Berlin", "2026-01-01T00:00:00Z"))
                .isEqualTo(instant("2026-01-01T11:00:00Z"));
        assertThat(next("*-*-* 12:00 Europe/Berlin", "2026-07-01T00:00:00Z"))
                .isEqualTo(instant("2026-07-01T10:00:00Z"));
        assertThat(next("*-*-* 12:00 -03:30", "2026-07-01T00:00:00Z")).isEqualTo(instant("2026-07-01T15:30:00Z"));
        assertThat(next("Mon *-*-* 0:30 Pacific/Auckland", "2026-07-01T00:00:00Z"))
                .isEqualTo(instant("2026-07-05T12:30:00Z"));
    }

    @Test
    void nextShouldBeSkippedWhenTheClockIsPutForwardOverIt() {
        assertThat(next("*-*-* 2:30 Europe/Berlin", "2026-03-28T12:00:00+01:00"))
                .isEqualTo(instant("2026-03-30T02:30:00+02:00"));
        assertThat(next("*-*-* *:0/20 Europe/Berlin", "2026-03-29T01:40:00+01:00"))
                .isEqualTo(instant("2026-03-29T03:00:00+02:00"));
        assertThat(CalendarEvent.parse("2026-03-29 2:30 Europe/Berlin").next(Instant.EPOCH))
                .isEmpty();
        assertThat(next("*-*-* 12:00 Pacific/Apia", "2011-12-29T12:00:00-10:00")) // which had no 30 December
                .isEqualTo(instant("2011-12-31T12:00:00+14:00"));
    }

    @Test
    void nextShouldComeOnceWhenTheClockIsPutBackOverIt() {
        assertThat(CalendarEvent.parse("*-*-* 2:30 Europe/Berlin").next(instant("2026-10-24T12:00:00+02:00"), 2))
                .containsExactly(instant("2026-10-25T02:30:00+02:00"), instant("2026-10-26T02:30:00+01:00"));
        assertThat(next("*-*-* *:*:0/5 Europe/Berlin", "2026-10-25T02:59:55+02:00"))
                .isEqualTo(instant("2026-10-25T03:00:00+01:00"));
        assertThat(next("*-*-* *:*:0/5 Europe/Berlin", "2026-10-25T02:10:01+01:00"))
                .isEqualTo(instant("2026-10-25T03:00:00+01:00"));
    }

    @Test
    @Timeout(10)
    void nextShouldBeFastWhenEventsAreDenseOrDecadesApart() {
        var times = CalendarEvent.parse("*-*-* *:*:0/5").next(Instant.EPOCH, 20_000);
        var rare = CalendarEvent.parse("Sun 2196-02-29 23:59:59");

        assertThat(Duration.between(times.getFirst(), times.getLast())).isEqualTo(Duration.ofSeconds(5L * 19_999));
        for (int i = 0; i < 1_000; i++) {
            assertThat(rare.next(Instant.EPOCH.plusSeconds(i))).isEmpty();
        }
    }

    private static Instant next(String event, String after) {
        return CalendarEvent.parse(event).next(instant(after)).orElseThrow();
    }

    private static Instant instant(String time) {
        return OffsetDateTime.parse(time).toInstant();
    }
}
