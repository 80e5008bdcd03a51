package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.oauth.GrantKeeper.Grounds;
import io.mailroom.oauth.TokenAnswer.Failure;
import io.mailroom.oauth.TokenAnswer.Granted;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes over grants that were made elsewhere: by their refresh token, which is tried at once. Blocking. */
@ApplicationScoped
class PastedGrants {

    private final Wishes wishes;
    private final Discovery discovery;
    private final TokenEndpoint tokens;
    private final GrantKeeper keeper;

    PastedGrants(Wishes wishes, Discovery discovery, TokenEndpoint tokens, GrantKeeper keeper) {
        this.wishes = wishes;
        this.discovery = discovery;
        this.tokens = tokens;
        this.keeper = keeper;
    }

    void add(Caller caller, PasteInput input) {
        if (input.name() == null) {
            throw Problem.invalid("name", "must be given: it is how you will call the new grant");
        }
        wishes.refuseTaken(caller, input.name());
        String provider = input.provider() == null ? ProviderKind.GOOGLE.word() : input.provider();
        keep(caller, input, provider, new Wish(caller.accountId(), input.name(), null, input.address(), any(input)));
    }

    /** Another refresh token for the same mailbox. */
    void replace(Caller caller, String name, PasteInput input) {
        var grant = wishes.existing(caller, name);
        String provider = input.provider() == null ? grant.provider : input.provider();
        String address = input.address() == null ? grant.address : input.address();
        keep(caller, input, provider, new Wish(caller.accountId(), name, grant.id, address, any(input)));
    }

    private void keep(Caller caller, PasteInput input, String id, Wish wish) {
        var provider = wishes.provider(caller, id);
        var endpoints = discovery.of(provider);
        var client = client(input, provider, endpoints);
        demandAddress(wish, provider, endpoints);
        String pasted = input.refreshToken().strip();
        switch (tokens.refresh(client, pasted)) {
            case Granted granted -> {
                var renewable = renewable(granted, pasted);
                try {
                    keeper.keep(wish, new Grounds(provider, endpoints, client, brought(input), renewable, null));
                } catch (Problem e) {
                    throw pasted.equals(renewable.refreshToken()) ? e : usedUp(e, provider);
                }
            }
            case Failure failure -> throw ProviderProblem.of(failure, provider);
        }
    }

    /** Before the token is shown: a provider that rotates takes it once. */
    private static void demandAddress(Wish wish, Provider provider, Endpoints endpoints) {
        if (wish.address() == null && provider.kind() == ProviderKind.OIDC && endpoints.userinfo() == null) {
            throw Problem.invalid(
                    "address",
                    "has to be given, because " + provider.displayName() + " has no way to ask whose mailbox it is");
        }
    }

    /** What came instead of it is not kept for who may have pasted a stranger's. */
    private static Problem usedUp(Problem refusal, Provider provider) {
        return ProviderProblem.refused(refusal.detail() + " " + provider.displayName()
                + " has replaced the refresh token when it was tried, so the one that you sent may be of no use any more:"
                + " get another one before you try again.");
    }

    private static TokenClient client(PasteInput input, Provider provider, Endpoints endpoints) {
        var tokenEndpoint = Objects.requireNonNull(endpoints.token());
        String own = stripped(input.clientId());
        if (own != null) {
            return provider.client(tokenEndpoint, own, stripped(input.clientSecret()));
        }
        if (provider.clientId() == null) {
            throw Problem.invalid(
                    "clientId",
                    "must be given: a refresh token is good for the client that it was given to, and "
                            + provider.displayName() + " has none configured here");
        }
        return provider.client(tokenEndpoint, provider.clientId(), provider.clientSecret());
    }

    private static boolean brought(PasteInput input) {
        return stripped(input.clientId()) != null;
    }

    /** Without what copying has left around it; null when that is all there is. */
    private static @Nullable String stripped(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** With the token that was pasted where the provider did not rotate it. */
    private static Granted renewable(Granted granted, String pasted) {
        String rotated = granted.refreshToken();
        return new Granted(
                granted.accessToken(),
                granted.expiresIn(),
                rotated == null ? pasted : rotated,
                granted.scope(),
                granted.idToken());
    }

    private static boolean any(PasteInput input) {
        return Boolean.TRUE.equals(input.acceptOtherAddress());
    }
}
