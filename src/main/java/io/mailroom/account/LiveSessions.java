package io.mailroom.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Tells what goes on beside a user's requests whether the session that it belongs to is still there. */
@ApplicationScoped
public class LiveSessions {

    private final Sessions sessions;

    LiveSessions(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Empty when it has expired, or its user has logged out. */
    public Uni<Optional<Caller>> caller(UUID session) {
        return sessions.caller(session);
    }
}
