package io.mailroom.account;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Keeps the name of the collective that the people of the configured issuer join from everybody else. */
@ApplicationScoped
class ForeignCollective {

    private final Enrolment enrolment;
    private final AccountConfig.Oidc config;

    ForeignCollective(Enrolment enrolment, AccountConfig config) {
        this.enrolment = enrolment;
        this.config = config.oidc();
    }

    /** Before requests are taken, and before the operator's own first account, which may be its admin. */
    void reserve(@Observes @Priority(250) StartupEvent event) throws Throwable {
        if (!config.enabled() || config.collective().isEmpty()) {
            return;
        }
        var name = config.collective().get();
        if (!Person.isName(name)) {
            throw new ConfigurationException("mailroom.account.oidc.collective is " + name
                    + ", which is no name of a collective: use A-Z a-z 0-9 - _ . @ only.");
        }
        var issuer = config.issuer().orElseThrow();
        if (!VertxContextSupport.subscribeAndAwait(() -> enrolment.reserve(name, issuer))) {
            Log.warnf(
                    "The collective %s, of mailroom.account.oidc.collective, was made by a user and not for the people of"
                            + " %s, so they do not join it. If its admins are yours, say so with"
                            + " mailroom.account.oidc.join-existing=true; otherwise name another one.",
                    name, issuer);
        }
    }
}
