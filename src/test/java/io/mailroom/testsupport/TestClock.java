package io.mailroom.testsupport;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The service's time in tests: the system's, until a test lets it pass. Who moves it sets it back. */
@Singleton
public class TestClock extends Clock {

    private volatile Duration passed = Duration.ZERO;

    public void pass(Duration more) {
        passed = passed.plus(more);
    }

    public void reset() {
        passed = Duration.ZERO;
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(passed);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("times are UTC here");
    }
}
