package io.mailroom.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.web.Problem;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private static final UUID ANNA = UUID.randomUUID();
    private static final UUID BEN = UUID.randomUUID();

    private static Places places(int all, int perAccount) {
        return new Places(Configs.with(Map.of("searches", "" + all, "searches-per-account", "" + perAccount)));
    }

    private static int refused(Supplier<?> search) {
        var problem = catchThrowableOfType(Problem.class, search::get);
        assertThat(problem).isNotNull();
        return problem.status();
    }

    @Test
    void searchShouldBeRefusedWhenTheAccountHasTooManyUnderWay() {
        var places = places(10, 1);

        places.with(ANNA, () -> {
            assertThat(refused(() -> places.with(ANNA, () -> "x"))).isEqualTo(429);
            return assertThat(places.with(BEN, () -> "found")).isEqualTo("found");
        });
        assertThat(places.with(ANNA, () -> "found")).isEqualTo("found");
    }

    @Test
    void searchShouldBeRefusedWhenTooManyAreUnderWayInAll() {
        var places = places(1, 5);

        places.with(
                ANNA,
                () -> assertThat(refused(() -> places.with(BEN, () -> "x"))).isEqualTo(503));
        assertThat(places.with(BEN, () -> "found")).isEqualTo("found");
    }

    @Test
    void placeShouldBeFreeAgainWhenASearchFails() {
        var places = places(1, 1);

        catchThrowableOfType(
                IllegalStateException.class,
                () -> places.with(ANNA, () -> {
                    throw new IllegalStateException();
                }));

        assertThat(places.with(ANNA, () -> "found")).isEqualTo("found");
    }
}
