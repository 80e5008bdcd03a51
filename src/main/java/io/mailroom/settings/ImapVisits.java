package io.mailroom.settings;

import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
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
    private final Connections connections;

    ImapVisits(SettingsConfig config, Visits visits, Connections connections) {
        this.config = config;
        this.visits = visits;
        this.connections = connections;
    }

    /**
     * Connects, has {@code work} done, and closes the connection.
     *
     * @param what could not be done if this fails, as in {@link ImapProblem#of}
     * @throws Problem 502 when the server fails or is too slow, 429 or 503 when too many such requests are under way, 409 or
     *     503 when nothing is tried over this connection now
     */
    public <T> T visit(UUID account, Imap setting, String what, Function<ImapClient, T> work) {
        var most = config.visitTime();
        var timeouts = Visits.timeouts(most);
        try {
            return visits.visit(account, most, () -> {
                try (var turn = turn(setting, what);
                        var client = turn.connect(
                                () -> ImapClient.connect(setting.server(), setting.credentials(), timeouts),
                                ImapException.class,
                                ImapException::failure)) {
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

    private Turn.Now turn(Imap setting, String what) {
        return switch (connections.enter(Connection.imap(setting.id()), Occasion.REQUESTED)) {
            case Turn.Now now -> now;
            case Turn.Later later -> throw later.problem(what + " with the setting " + setting.name());
        };
    }
}
