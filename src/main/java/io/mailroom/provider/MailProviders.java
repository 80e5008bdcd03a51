package io.mailroom.provider;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** From an e-mail address to what is known about its provider, remembered for a while. Blocking, for a bounded time. */
@ApplicationScoped
public class MailProviders {

    private final Search search;
    private final Places places;
    private final CaffeineCache known;

    MailProviders(Search search, Places places, @CacheName("providers") Cache known) {
        this.search = search;
        this.places = places;
        this.known = known.as(CaffeineCache.class);
    }

    /**
     * @throws io.mailroom.web.Problem 422 for what is no e-mail address, 429 or 503 when too many are being looked for
     */
    public ProviderView find(UUID account, String address) {
        var asked = Asked.parse(address);
        CompletableFuture<ProviderView> before = known.getIfPresent(asked);
        if (before != null) {
            return before.join();
        }
        var found = places.with(account, () -> search.search(asked));
        if (found.lasting()) {
            known.put(asked, CompletableFuture.completedFuture(found));
        }
        return found;
    }
}
