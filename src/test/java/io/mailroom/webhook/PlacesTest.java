package io.mailroom.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private final Places places = new Places(3, 2);
    private final UUID greedy = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @Test
    void collectiveShouldNotTakeAllPlaces() {
        assertThat(places.take(greedy)).isTrue();
        assertThat(places.take(greedy)).isTrue();
        assertThat(places.take(greedy)).isFalse();

        assertThat(places.take(other)).isTrue();
        assertThat(places.take(other)).as("there are three").isFalse();
    }

    @Test
    void placeShouldBeFreeForAnybodyWhenItIsLeft() {
        places.take(greedy);
        places.take(greedy);
        places.take(other);

        places.leave(greedy);

        assertThat(places.take(other)).isTrue();
        places.leave(greedy);
        assertThat(places.take(greedy)).isTrue();
    }
}
