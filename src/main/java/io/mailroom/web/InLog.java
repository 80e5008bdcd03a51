package io.mailroom.web;

import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * What each line of the log says beside its message, for as long as this is open: ids, and names of connections, never what
 * is secret or in a mail. Threads that are started meanwhile say it, too.
 */
public final class InLog implements AutoCloseable {

    private final Map<String, @Nullable Object> before = new HashMap<>();

    private InLog() {}

    public static InLog with(String key, Object value) {
        return new InLog().and(key, value);
    }

    public InLog and(String key, Object value) {
        before.putIfAbsent(key, MDC.get(key));
        MDC.put(key, value.toString());
        return this;
    }

    @Override
    public void close() {
        before.forEach((key, value) -> {
            if (value == null) {
                MDC.remove(key);
            } else {
                MDC.put(key, value);
            }
        });
    }
}
