package io.mailroom.settings;

import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.settings.MailServers.Imap;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;

/**
 * Short conversations with users' IMAP servers while a request waits for them. Blocking; on a virtual thread, outside any
 * transaction.
 */
@ApplicationScoped
public class ImapVisits {

    private final SettingsConfig config;
    private final Visits visits;

    ImapVisits(SettingsConfig config, Visits visits) {
        this.config = config;
        this.visits = visits;
    }

    /**
     * Connects, has {@code work} done, and closes the connection.
     *
     * @param what could not be done if this fails, as in {@link ImapProblem#of}
     * @throws Problem 502 when the server fails or is too slow, 429 or 503 when too many such requests are under way
     */
    public <T> T visit(UUID account, Imap setting, String what, Function<ImapClient, T> work) {
        var most = config.visitTime();
        var timeouts = Visits.timeouts(most);
        try {
            return visits.visit(account, most, () -> {
                try (var client = ImapClient.connect(setting.server(), setting.credentials(), timeouts)) {
                    return work.apply(client);
                }
            });
        } catch (ImapException e) {
            throw ImapProblem.of(what, setting.name(), e);
        } catch (Visit.TooSlow e) {
            throw Problem.mailServer(what + " with the setting " + setting.name() + ". " + setting.server()
                    + " did not come to an end within " + most.toSeconds() + " seconds, and was left.");
        }
    }
}
