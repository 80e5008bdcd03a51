package io.mailroom.account;

import io.mailroom.web.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The caller of the current request. Any thread of the request. */
@ApplicationScoped
public class CurrentCaller {

    static final String ATTRIBUTE = "mailroom.caller";
    static final String FOREIGN = "mailroom.foreign";

    private final SecurityIdentity identity;

    CurrentCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** @throws Problem 401 when nobody is logged in */
    public Caller get() {
        return find().orElseThrow(Problem::unauthorized);
    }

    /** Empty when nobody is logged in, as it may be outside of {@code /sec}. */
    public Optional<Caller> find() {
        return identity.getAttribute(ATTRIBUTE) instanceof Caller caller ? Optional.of(caller) : Optional.empty();
    }

    /** Whether the token is a foreign issuer's: not ours to renew. */
    boolean foreign() {
        return Boolean.TRUE.equals(identity.getAttribute(FOREIGN));
    }

    /** @throws Problem 403 when the caller is no admin of the collective */
    public Caller admin() {
        Caller caller = get();
        if (!caller.admin()) {
            throw Problem.forbidden("Only an admin of your collective may do this.");
        }
        return caller;
    }
}
