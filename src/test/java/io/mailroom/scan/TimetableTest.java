package io.mailroom.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.schedule.CalendarEvent;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    static Stream<Timetable> choices() {
        return Stream.of(
                        Timetable.MINUTES.stream().map(Timetable.Minutes::new),
                        Timetable.HOURS.stream().map(every -> new Timetable.Hours(every, 5, ZoneOffset.UTC)),
                        Timetable.HOURS.stream().map(every -> new Timetable.Hours(every, 0, BERLIN)),
                        Stream.of(BERLIN, ZoneOffset.UTC)
                                .flatMap(zone -> Stream.of(
                                        new Timetable.Daily(LocalTime.of(7, 30), zone),
                                        new Timetable.Weekly(EnumSet.of(DayOfWeek.SUNDAY), LocalTime.NOON, zone),
                                        new Timetable.Weekly(
                                                EnumSet.complementOf(EnumSet.of(DayOfWeek.SUNDAY)),
                                                LocalTime.MIN,
                                                zone),
                                        new Timetable.Monthly(31, LocalTime.of(23, 59), zone))))
                .flatMap(part -> part);
    }

    @ParameterizedTest
    @MethodSource("choices")
    void choiceShouldBeTheSameAgainAfterItWasSaved(Timetable choice) {
        assertThat(Timetable.of(CalendarEvent.parse(choice.event()).canonical()))
                .isEqualTo(choice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2030-01-01 07:00",
                "*-*-* *:0/25",
                "*-*-* 7:00:30",
                "*-*-1,15 7:00",
                "Mon *-*-1 7:00",
                "*-*-* 8..18:00",
                "Mon *-*-* 8/2:00"
            })
    void anyOtherEventShouldBeKeptAsItIs(String event) {
        assertThat(Timetable.of(event))
                .isEqualTo(new Timetable.Own(CalendarEvent.parse(event).canonical()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *-*-* *:0/10               | Every 10 minutes
            *-*-* *:00                 | Every hour
            *-*-* 0/4:15 Europe/Berlin | Every 4 hours, at minute 15
            *-*-* 7:30 Europe/Berlin   | Every day at 07:30
            *-*-* 7:30                 | Every day at 07:30 (UTC)
            Mon..Fri *-*-* 8:00 Europe/Berlin | Monday to Friday at 08:00
            Sun *-*-* 8:00 Europe/Berlin      | Sundays at 08:00
            Mon,Thu *-*-* 8:00 Asia/Tokyo     | Mon, Thu at 08:00 (Asia/Tokyo)
            *-*-1 6:00 Europe/Berlin   | Every month on day 1 at 06:00
            """)
    void wordsShouldNameTheZoneWhereItIsNotTheReaders(String event, String words) {
        assertThat(Timetable.of(event).words(BERLIN)).isEqualTo(words);
    }

    @Test
    void wrongEventShouldBeShownAsItStands() {
        assertThat(Timetable.of("tomorrow")).isEqualTo(new Timetable.Own("tomorrow"));
    }
}
