package io.mailroom.settings;

import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.settings.MailServers.Imap;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Short conversations with users' IMAP servers while a request waits for them: bounded in number, in all and for each
 * account, and in time. Blocking; on a virtual thread, outside any transaction.
 */
@ApplicationScoped
public class ImapVisits {

    private final SettingsConfig config;
    private final Semaphore places;
    private final Map<UUID, Integer> perAccount = new ConcurrentHashMap<>();

    ImapVisits(SettingsConfig config) {
        this.config = config;
        this.places = new Semaphore(config.visits(), true);
    }

    /**
     * Connects, has {@code work} done, and closes the connection.
     *
     * @param what could not be done if this fails, as in {@link ImapProblem#of}
     * @throws Problem 502 when the server fails or is too slow, 429 or 503 when too many such requests are under way
     */
    public <T> T visit(UUID account, Imap setting, String what, Function<ImapClient, T> work) {
        enter(account);
        boolean begun = false;
        try {
            var visit = new ImapVisit<>(setting, timeouts(), work, () -> leave(account));
            visit.start();
            begun = true;
            return visit.await(config.visitTime());
        } catch (ImapException e) {
            throw ImapProblem.of(what, setting.name(), e);
        } catch (ImapVisit.TooSlow e) {
            throw Problem.mailServer(what + " with the setting " + setting.name() + ". " + setting.server()
                    + " did not come to an end within "
                    + config.visitTime().toSeconds() + " seconds, and was left.");
        } finally {
            if (!begun) {
                leave(account);
            }
        }
    }

    private Timeouts timeouts() {
        var most = config.visitTime();
        return new Timeouts(shorter(Timeouts.DEFAULT.connect(), most), shorter(Timeouts.DEFAULT.read(), most));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void enter(UUID account) {
        if (perAccount.merge(account, 1, Integer::sum) > config.visitsPerAccount()) {
            forget(account);
            throw Problem.tooMany(
                    "Your mail servers are being asked by " + config.visitsPerAccount()
                            + " other requests of yours. Wait for their answers first.",
                    config.maxWait());
        }
        if (!place()) {
            forget(account);
            throw Problem.unavailable(
                    "Too many mail servers are being asked at this moment. Try again in a moment; nothing was changed.");
        }
    }

    private boolean place() {
        try {
            return places.tryAcquire(config.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void leave(UUID account) {
        places.release();
        forget(account);
    }

    private void forget(UUID account) {
        perAccount.computeIfPresent(account, (id, number) -> number == 1 ? null : number - 1);
    }
}
