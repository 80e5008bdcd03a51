package io.mailroom.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.scan.Imports.Limited;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class MailMemoryTest {

    private static final int MEGABYTE = 1 << 20;

    private final MailMemory memory = new MailMemory(new Limited(500, 5).withMemory(4 * MEGABYTE));

    private static <T> FutureTask<T> started(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    @Test
    void mailShouldWaitUntilOthersAreCommittedWhenTheMemoryIsTaken() throws Exception {
        var given = memory.take(3 * MEGABYTE, Assertions::fail);
        var givenBack = new AtomicInteger();

        var waiting = started(() -> memory.take(2 * MEGABYTE, givenBack::incrementAndGet));

        Assertions.assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThat(givenBack).as("what it held itself it has handed on first").hasValue(1);
        given.run();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void mailShouldFitWhenItIsBiggerThanAllTheMemory() {
        memory.take(64L * MEGABYTE, Assertions::fail).run();

        memory.take(4 * MEGABYTE, Assertions::fail);
    }

    @Test
    void connectionsShouldReadLittleAtATimeWhenTheMemoryIsSmall() {
        assertThat(memory.limits().streamAbove()).isEqualTo(MEGABYTE / 2);
        assertThat(memory.limits().longestResponse()).isLessThanOrEqualTo(3 * MEGABYTE);
        assertThat(memory.batchBytes()).isEqualTo(MEGABYTE / 2);
    }

    @Test
    void connectionsShouldReadAsMuchAsIsUsefulWhenTheMemoryIsLarge() {
        var large = new MailMemory(new Limited(500, 5).withMemory(1024 * MEGABYTE));

        assertThat(large.limits().streamAbove()).isEqualTo(8 * MEGABYTE);
        assertThat(large.batchBytes()).isEqualTo(8 * MEGABYTE);
    }
}
