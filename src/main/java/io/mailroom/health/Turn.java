package io.mailroom.health;

import io.mailroom.egress.Cause;
import io.mailroom.web.Problem;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether a connection may be tried now. */
public sealed interface Turn {

    /**
     * Yes. Whoever got it connects, reports what came of it, and closes it as soon as it is connected or failed: others wait.
     * Blocking, for one thread.
     */
    final class Now implements Turn, AutoCloseable {

        private final Connection connection;
        private final @Nullable Condition seen;
        private final @Nullable Instant claim;
        private final Reports reports;
        private final Runnable leave;
        private boolean reported;
        private boolean failed;
        private boolean left;
        private @Nullable Instant next;

        /**
         * @param seen how the connection was; null when it is gone, and there is nothing to report on
         * @param claim until when it is nobody else's turn; null while it is well, and any number may connect
         */
        Now(Connection connection, @Nullable Condition seen, @Nullable Instant claim, Reports reports, Runnable leave) {
            this.connection = connection;
            this.seen = seen;
            this.claim = claim;
            this.reports = reports;
            this.leave = leave;
        }

        /**
         * Connects, reports what came of it, and ends the turn.
         *
         * @param failure what connecting throws when it fails
         */
        public <T, E extends RuntimeException> T connect(
                Supplier<T> connecting, Class<E> failure, Function<E, Cause> cause) {
            try (this) {
                T connected;
                try {
                    connected = connecting.get();
                } catch (RuntimeException e) {
                    // Whoever was told to stop in the middle has learned nothing of the server.
                    if (failure.isInstance(e) && !Thread.currentThread().isInterrupted()) {
                        // Before the turn ends: whoever is next is to know.
                        failed(cause.apply(failure.cast(e)), String.valueOf(e.getMessage()));
                    }
                    throw e;
                }
                succeeded();
                return connected;
            }
        }

        /** It is connected, and logged in where it has a login. */
        public void succeeded() {
            if (seen != null && !reported) {
                try {
                    Undisturbed.run(() -> reports.succeeded(connection, seen, claim));
                    reported = true;
                } catch (RuntimeException e) { // what was connected is not to suffer from the database
                    Log.warnf(e, "It could not be stored that %s works; it is tried again in a while", connection);
                }
            }
        }

        /**
         * Also of a second connection that followed a first.
         *
         * @param message what happened, for the owner of the settings
         * @return when it may be tried again; empty when its settings have to change first, and when it could not be stored
         */
        public Optional<Instant> failed(Cause cause, String message) {
            if (seen != null && !failed) {
                failed = true;
                try {
                    next = Undisturbed.get(() -> reports.failed(connection, new Failure(cause, message, null), seen))
                            .orElse(null);
                    reported = true;
                } catch (RuntimeException e) { // whoever connects is to hear why that failed, and not this
                    Log.warnf(e, "It could not be stored that %s failed: %s", connection, cause.word());
                }
            }
            return next();
        }

        /** After a failure: what {@link #failed} answered. */
        public Optional<Instant> next() {
            return Optional.ofNullable(next);
        }

        /** Without a report nothing was tried. Closing it again does nothing. */
        @Override
        public void close() {
            if (left) {
                return;
            }
            left = true;
            try {
                if (claim != null && !reported) {
                    reported = true;
                    Undisturbed.run(() -> reports.release(connection, claim));
                }
            } catch (RuntimeException e) { // it is free again when the claim runs out
                Log.warnf(e, "The turn to try %s could not be given back", connection);
            } finally {
                leave.run();
            }
        }
    }

    /**
     * No.
     *
     * @param state in which the connection is
     * @param reason for its owner, with what can be done
     * @param next when it may be tried again; null when its settings have to change first
     * @param pause until then
     * @param passes whether that may well be over by then without anybody changing anything
     */
    record Later(
            State state,
            String reason,
            @Nullable Instant next,
            @Nullable Duration pause,
            boolean passes) implements Turn {

        static Later of(State state, String reason, @Nullable Instant next, boolean passes, Instant now) {
            return new Later(state, reason, next, next == null ? null : Duration.between(now, next), passes);
        }

        /** What was said once, and is not so any more. */
        public static Later over(String reason) {
            return new Later(State.UNKNOWN, reason, null, null, false);
        }

        /** Empty when the settings have to change first. */
        public Optional<Instant> at() {
            return Optional.ofNullable(next);
        }

        /** @param what a request wanted and does not get, as a sentence without its full stop */
        public Problem problem(String what) {
            var detail = what + ". " + reason;
            return pause == null
                    ? Problem.of(409, "connection-" + state.word(), "Connection out of use", detail)
                    : Problem.unavailable(detail, pause);
        }
    }
}
