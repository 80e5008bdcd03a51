package io.mailroom.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShareTest {

    @Test
    void workShouldBeSpreadEvenlyWhenAllCanTakeIt() {
        assertThat(Share.of(10, 100, List.of(100, 100))).isEqualTo(5);
        assertThat(Share.of(11, 100, List.of(100, 100))).isEqualTo(6);
        assertThat(Share.of(1, 100, List.of(100, 100, 100))).isEqualTo(1);
        assertThat(Share.of(0, 100, List.of(100))).isZero();
    }

    @Test
    void bigReplicaShouldTakeWhatIsTooMuchForASmallOne() {
        assertThat(Share.of(100, 10, List.of(10, 1000))).isEqualTo(10);
        assertThat(Share.of(100, 1000, List.of(10, 1000))).isEqualTo(90);
    }

    @Property(tries = 500)
    void everythingShouldBeSomebodysUnlessAllAreFull(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 50) Integer> capacities,
            @ForAll @IntRange(max = 500) int total) {
        var shares = capacities.stream()
                .mapToInt(own -> Share.of(total, own, capacities))
                .toArray();

        int sum = 0;
        for (int i = 0; i < shares.length; i++) {
            assertThat(shares[i]).isBetween(0, capacities.get(i));
            sum += shares[i];
        }
        int room = capacities.stream().mapToInt(Integer::intValue).sum();
        assertThat(sum).isGreaterThanOrEqualTo(Math.min(total, room));
    }
}
