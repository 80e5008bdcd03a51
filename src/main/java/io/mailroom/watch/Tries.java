package io.mailroom.watch;

import io.mailroom.imap.ImapException;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Does something that is to go on for ever again and again, waiting longer and longer in between. Blocking. */
final class Tries {

    /** What lived for this long had not failed for good; what did not is not tried again as if nothing had been. */
    private static final Duration A_LIFE = Duration.ofMinutes(1);

    /** Where only a change of settings helps, with which the watch begins anew; this is for what nobody thought of. */
    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final long SPREAD_MILLIS = 1000;

    /** Ends when it is stopped, or throws. */
    interface Act {
        void run() throws InterruptedException;
    }

    /** Hears of every change. */
    interface Report {
        void changed(WatchState state, @Nullable String error);
    }

    private final String what;
    private final Report report;
    private final Clock clock;
    private int failures;
    private boolean failed;
    private @Nullable Instant aliveSince;

    Tries(String what, Report report, Clock clock) {
        this.what = what;
        this.report = report;
        this.clock = clock;
    }

    void until(BooleanSupplier stopped, Act act) {
        while (!stopped.getAsBoolean()) {
            try {
                act.run();
            } catch (InterruptedException end) {
                return;
            } catch (ImapException e) {
                if (!stopped.getAsBoolean()) {
                    waitAfter(e.reason(), e.temporary(), String.valueOf(e.getMessage()), null);
                }
            } catch (NotNow e) {
                aliveSince = null;
                report.changed(
                        e.isTrouble() ? WatchState.FAILED : WatchState.CONNECTING,
                        e.isTrouble() ? e.getMessage() : null);
                sleep(until(e));
            } catch (RuntimeException e) {
                if (!stopped.getAsBoolean()) {
                    waitAfter(null, false, "Something went wrong on our side; the operator finds it in the log.", e);
                }
            }
        }
    }

    /** It works, from now on. */
    void alive(WatchState state) {
        if (failed) {
            Log.infof("%s goes on", what);
        }
        failed = false;
        aliveSince = clock.instant();
        report.changed(state, null);
    }

    private void waitAfter(
            ImapException.@Nullable Reason reason, boolean temporary, String message, @Nullable Throwable bug) {
        boolean wasAlive = aliveSince != null;
        if (aliveSince != null && !clock.instant().isBefore(aliveSince.plus(A_LIFE))) {
            failures = 0;
        }
        aliveSince = null;
        failures++;
        var delay = BackOff.after(failures, reason, ThreadLocalRandom.current());
        if (wasAlive && temporary && failures == 1) {
            // Servers and networks drop connections every day; it is nothing to speak of unless it stays that way.
            Log.debugf("%s lost its connection: %s", what, message);
            report.changed(WatchState.CONNECTING, null);
        } else {
            if (!failed) {
                Log.warnf(bug, "%s failed, and is tried again in %d s: %s", what, delay.toSeconds(), message);
            }
            failed = true;
            report.changed(WatchState.FAILED, message);
        }
        sleep(delay);
    }

    private Duration until(NotNow e) {
        var wait = e.at().map(at -> Duration.between(clock.instant(), at)).orElse(LOOK_AGAIN);
        return wait.isPositive() ? wait.plusMillis(ThreadLocalRandom.current().nextLong(SPREAD_MILLIS)) : SOON;
    }

    private static void sleep(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt(); // the next thing that blocks ends with it
        }
    }
}
