package io.mailroom.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who finds a place when others are on their way. */
@Timeout(30)
class SendPlacesTest {

    private static final Duration AT_ONCE = Duration.ZERO;
    private static final UUID ANNA = UUID.randomUUID();
    private static final UUID BEN = UUID.randomUUID();

    private final SendPlaces places = new SendPlaces(4);

    @Test
    void otherShouldFindAPlaceHoweverManyMailsOneUserHas() {
        assertThat(places.enter(ANNA, AT_ONCE)).isTrue();
        assertThat(places.enter(ANNA, AT_ONCE)).isTrue();
        assertThat(places.enter(ANNA, AT_ONCE)).as("more than half").isFalse();

        assertThat(places.enter(BEN, AT_ONCE)).isTrue();
        assertThat(places.enter(BEN, AT_ONCE)).isTrue();
        assertThat(places.enter(UUID.randomUUID(), AT_ONCE)).as("all are taken").isFalse();

        places.leave(ANNA);
        assertThat(places.enter(ANNA, AT_ONCE)).isTrue();
    }

    @Test
    void placeShouldGoToWhoWaitsForItWhenItIsLeft() throws Exception {
        places.enter(ANNA, AT_ONCE);
        places.enter(ANNA, AT_ONCE);
        var waiting = CompletableFuture.supplyAsync(
                () -> places.enter(ANNA, Duration.ofSeconds(20)), task -> Thread.startVirtualThread(task));

        places.leave(ANNA);

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
        assertThat(places.close(AT_ONCE)).as("while somebody is there").isFalse();
        places.leave(ANNA);
        places.leave(ANNA);
        assertThat(places.close(AT_ONCE)).isTrue();
        assertThat(places.enter(BEN, AT_ONCE)).isFalse();
    }

    @Test
    void nobodyShouldEnterWhenPlacesAreLeftAfterTheClose() throws Exception {
        var one = new SendPlaces(1);
        one.enter(ANNA, AT_ONCE);
        var waiting = new CompletableFuture<Boolean>();
        var thread = Thread.startVirtualThread(() -> waiting.complete(one.enter(BEN, Duration.ofSeconds(20))));
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);

        assertThat(one.close(AT_ONCE)).as("while somebody is there").isFalse();
        one.leave(ANNA);

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
        assertThat(one.close(Duration.ofSeconds(10))).isTrue();
    }
}
