package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.outbox.SendConfig;
import io.mailroom.web.Problem;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SendLimitTest {

    private final SendLimit limit = new SendLimit(new OneAtATime());

    @Test
    void workShouldBeRefusedWhenNoPlaceBecomesFreeInTime() throws InterruptedException {
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var first = Thread.startVirtualThread(() -> limit.run(() -> {
            inside.countDown();
            return awaited(leave);
        }));
        inside.await();

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> limit.run(() -> "done"))
                .withMessageContaining("Nothing was sent")
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(503));

        leave.countDown();
        first.join();
        assertThat(limit.run(() -> "done")).isEqualTo("done");
    }

    @Test
    void placeShouldBeFreeAgainWhenTheWorkHasFailed() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> limit.run(() -> {
                    throw new IllegalStateException();
                }));

        assertThat(limit.run(() -> "done")).isEqualTo("done");
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record OneAtATime() implements SendConfig {

        @Override
        public int concurrency() {
            return 1;
        }

        @Override
        public int perUserDay() {
            return 1;
        }

        @Override
        public int perCollectiveDay() {
            return 1;
        }

        @Override
        public int perHost() {
            return 1;
        }

        @Override
        public Optional<List<String>> relayFrom() {
            return Optional.empty();
        }

        @Override
        public int perSetting() {
            return 1;
        }

        @Override
        public Duration answerWithin() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration retryFor() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration maxWait() {
            return Duration.ofMillis(50);
        }

        @Override
        public int maxRecipients() {
            return 100;
        }

        @Override
        public MemorySize maxSize() {
            return new MemorySize(BigInteger.TEN);
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration readTimeout() {
            return Duration.ofSeconds(1);
        }
    }
}
