package io.mailroom.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.web.Problem;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who keeps whom waiting. */
@Timeout(30)
class VisitsTest {

    private static final UUID ANNA = UUID.randomUUID();
    private static final UUID BEN = UUID.randomUUID();
    private static final Duration MOST = Duration.ofSeconds(20);

    private record Config(
            int visits,
            int visitsPerAccount,
            int roundtrips,
            Duration maxWait,
            Duration visitTime,
            Duration roundtripTime)
            implements SettingsConfig {}

    private final Visits visits = new Visits(new Config(1, 1, 2, Duration.ofMillis(50), MOST, MOST));

    @Test
    void roundtripShouldTakeNoPlaceOfOtherVisitsAndBeTheOnlyOneOfItsAccount() throws Exception {
        var inside = new CountDownLatch(1);
        var enough = new CountDownLatch(1);
        var first = Thread.ofVirtual()
                .start(() -> visits.roundtrip(ANNA, MOST, () -> {
                    inside.countDown();
                    return awaited(enough);
                }));
        try {
            inside.await();

            var refused = catchThrowableOfType(Problem.class, () -> visits.roundtrip(ANNA, MOST, () -> "gone"));

            assertThat(refused.status()).isEqualTo(429);
            assertThat(visits.roundtrip(BEN, MOST, () -> "gone")).isEqualTo("gone");
            assertThat(visits.visit(ANNA, MOST, () -> "there")).isEqualTo("there");
        } finally {
            enough.countDown();
            first.join();
        }
        assertThat(visits.roundtrip(ANNA, MOST, () -> "gone")).isEqualTo("gone");
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
