package io.mailroom.account;

import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/**
 * Where a request goes on that has waited. An answer for which several wait comes on the context of whichever asked first, and
 * one of another thread on none; requests that went on there would have one session of Hibernate Reactive between them.
 */
final class OwnContext {

    private OwnContext() {}

    /** Of whoever calls this; for {@code emitOn}. */
    static Executor current() {
        var own = Vertx.currentContext();
        return task -> {
            if (own == null || own == Vertx.currentContext()) {
                task.run();
            } else {
                own.runOnContext(nothing -> task.run());
            }
        };
    }
}
