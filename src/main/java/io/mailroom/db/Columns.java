package io.mailroom.db;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Rows, taken apart into one array for each column, as {@code unnest} wants them. */
public record Columns<R>(List<R> rows) {

    public <T> T[] of(Function<R, @Nullable T> column, IntFunction<T[]> array) {
        return rows.stream().map(column).toArray(array);
    }
}
