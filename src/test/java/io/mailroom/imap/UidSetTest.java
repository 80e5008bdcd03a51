package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class UidSetTest {

    @Test
    void setShouldNameRangesWhenUidsFollowEachOther() {
        assertThat(UidSet.of(new long[] {7, 1, 2, 3, 9, 10, 3})).containsExactly("1:3,7,9:10");
    }

    @Test
    void setsShouldBeNoneWhenThereAreNoUids() {
        assertThat(UidSet.of(new long[0])).isEmpty();
    }

    @Test
    void setShouldStaySmallWhenMailboxIsBigAndDense() {
        assertThat(UidSet.of(LongStream.rangeClosed(1, 100_000).toArray())).containsExactly("1:100000");
    }

    @Property
    void setsShouldNameEveryUidOnceAndNoOther(
            @ForAll @Size(max = 2000) List<@LongRange(min = 1, max = 0xFFFF_FFFFL) Long> uids) {
        var sets = UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());

        assertThat(sets).allSatisfy(set -> assertThat(set).hasSizeLessThanOrEqualTo(UidSet.LONGEST));
        assertThat(sets.stream().flatMapToLong(UidSetTest::expand).toArray())
                .isEqualTo(uids.stream()
                        .mapToLong(Long::longValue)
                        .sorted()
                        .distinct()
                        .toArray());
    }

    private static LongStream expand(String set) {
        return Arrays.stream(set.split(",")).flatMapToLong(range -> {
            var ends = range.split(":");
            return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
        });
    }
}
