package io.mailroom.oauth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** With which providers users may sign in to their mailboxes. Within the caller's session or transaction. */
@ApplicationScoped
public class SignInOffers {

    /**
     * @param name as people call the provider
     * @param registered whether one can sign in from here; without it a token has to be brought along
     */
    public record Offer(String provider, String name, boolean registered) {}

    private final Providers providers;

    SignInOffers(Providers providers) {
        this.providers = providers;
    }

    public Uni<Optional<Offer>> at(UUID collective, String provider) {
        return providers
                .named(collective, provider)
                .map(found -> found.map(known -> new Offer(known.id(), known.displayName(), known.registered())));
    }
}
