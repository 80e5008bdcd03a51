package io.mailroom.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AbreastTest {

    private static final UUID ONE = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();

    private final Abreast abreast = new Abreast(2);

    @Test
    void noMoreThanSomeShouldBeLetInAtATime() {
        assertThat(abreast.enter(ONE, Duration.ZERO)).isTrue();
        assertThat(abreast.enter(ONE, Duration.ZERO)).isTrue();
        assertThat(abreast.enter(ONE, Duration.ZERO)).isFalse();

        abreast.leave(ONE);

        assertThat(abreast.enter(ONE, Duration.ZERO)).isTrue();
        assertThat(abreast.enter(ONE, Duration.ZERO)).isFalse();
    }

    @Test
    void connectionsShouldNotWaitForEachOther() {
        abreast.enter(ONE, Duration.ZERO);
        abreast.enter(ONE, Duration.ZERO);

        assertThat(abreast.enter(OTHER, Duration.ZERO)).isTrue();
    }
}
