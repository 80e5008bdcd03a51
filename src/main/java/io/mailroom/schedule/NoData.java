package io.mailroom.schedule;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/** Jobs carry no data in their row, only an id: what they work on is read fresh when they run. */
final class NoData implements Serializer {

    @Override
    @SuppressWarnings("NullAway") // the library's own contract: no data is null
    public byte[] serialize(@Nullable Object data) {
        if (data != null) {
            throw new IllegalArgumentException("a job carries no data");
        }
        return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public <T> T deserialize(Class<T> type, byte[] data) {
        return null;
    }
}
