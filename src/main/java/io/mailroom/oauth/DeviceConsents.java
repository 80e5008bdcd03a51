package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.mailroom.account.Caller;
import io.mailroom.db.Ids;
import io.mailroom.db.Transactions;
import io.mailroom.oauth.ConsentResource.DeviceView;
import io.mailroom.oauth.GrantKeeper.Grounds;
import io.mailroom.oauth.TokenAnswer.Failure;
import io.mailroom.oauth.TokenAnswer.Granted;
import io.mailroom.oauth.TokenAnswer.Temporary;
import io.mailroom.oauth.TokenAnswer.Terminal;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The device authorization grant (RFC 8628), for who has no browser where they work. The provider is asked when the user
 * asks, by one request at a time and no sooner than it allows, on whichever replica. Blocking.
 */
@ApplicationScoped
class DeviceConsents {

    /** Section 3.5. */
    private static final int SLOWER_BY = 5;

    private static final int LONGEST_INTERVAL = 60;

    /** Seconds; codes live for a quarter of an hour mostly. */
    private static final long LONGEST_LIFE = 3600;

    private final Wishes wishes;
    private final Discovery discovery;
    private final ProviderHttp http;
    private final TokenEndpoint tokens;
    private final TokenFailures failures;
    private final GrantKeeper keeper;
    private final AuthorizationRows rows;
    private final Transactions transactions;
    private final Secrets secrets;
    private final OAuthConfig config;
    private final Clock clock;

    DeviceConsents(
            Wishes wishes,
            Discovery discovery,
            ProviderHttp http,
            TokenEndpoint tokens,
            TokenFailures failures,
            GrantKeeper keeper,
            AuthorizationRows rows,
            Transactions transactions,
            Secrets secrets,
            OAuthConfig config,
            Clock clock) {
        this.wishes = wishes;
        this.discovery = discovery;
        this.http = http;
        this.tokens = tokens;
        this.failures = failures;
        this.keeper = keeper;
        this.rows = rows;
        this.transactions = transactions;
        this.secrets = secrets;
        this.config = config;
        this.clock = clock;
    }

    DeviceView begin(Caller caller, ConsentInput input) {
        var wanted = wishes.of(caller, input);
        var provider = wanted.provider();
        var endpoints = endpoints(provider);
        var answer = ask(provider, client(provider, endpoints), endpoint(provider, endpoints));
        var row = wanted.row(
                Ids.next(), clock.instant(), Duration.ofSeconds(Math.clamp(answer.getLifetime(), 1, LONGEST_LIFE)));
        row.deviceCode = secrets.seal(answer.getDeviceCode().getValue(), row.deviceCodeBinding());
        row.pollInterval = (int) Math.clamp(answer.getInterval(), 1, LONGEST_INTERVAL);
        row.nextPoll = row.created.plusSeconds(row.pollInterval);
        transactions.await(() -> rows.forgetOld(clock.instant()).chain(() -> rows.persist(row)));
        var complete = answer.getVerificationURIComplete();
        return new DeviceView(
                row.id,
                "pending",
                answer.getUserCode().getValue(),
                answer.getVerificationURI().toString(),
                complete == null ? null : complete.toString(),
                row.pollInterval,
                row.expires.toEpochMilli(),
                null,
                null);
    }

    private Endpoints endpoints(Provider provider) {
        if (provider.kind() == ProviderKind.GOOGLE) {
            throw Problem.invalid(
                    "provider",
                    "gives no access to mail this way: what Google has for devices leaves Gmail out. Use POST"
                            + " /api/v1/sec/oauth/grant/authorize");
        }
        if (!provider.registered()) {
            throw ProviderProblem.unregistered(provider);
        }
        return discovery.of(provider);
    }

    private static URI endpoint(Provider provider, Endpoints endpoints) {
        var endpoint = endpoints.deviceAuthorization();
        if (endpoint == null) {
            throw Problem.invalid(
                    "provider",
                    "has no device authorization: " + provider.displayName()
                            + " names no endpoint for it. Use POST /api/v1/sec/oauth/grant/authorize");
        }
        return endpoint;
    }

    private static TokenClient client(Provider provider, Endpoints endpoints) {
        return provider.client(
                Objects.requireNonNull(endpoints.token()),
                Objects.requireNonNull(provider.clientId()),
                provider.clientSecret());
    }

    private DeviceAuthorizationSuccessResponse ask(Provider provider, TokenClient client, URI endpoint) {
        var authentication = TokenEndpoint.authentication(client);
        var request = authentication.isPresent()
                ? new DeviceAuthorizationRequest.Builder(authentication.get())
                : new DeviceAuthorizationRequest.Builder(new ClientID(client.id()));
        try {
            var response = request.endpointURI(endpoint)
                    .scope(Scope.parse(provider.scopes()))
                    .build()
                    .toHTTPRequest()
                    .send(http);
            if (!response.indicatesSuccess()) {
                throw ProviderProblem.of(failures.of(response, client), provider);
            }
            return DeviceAuthorizationSuccessResponse.parse(JSONObjectUtils.parse(response.getBody()));
        } catch (IOException e) {
            throw ProviderProblem.of(failures.unreachable(client, e), provider);
        } catch (ParseException e) {
            throw ProviderProblem.failed(provider.displayName() + " answered something that is no device code.");
        }
    }

    /** Asks the provider if it is time to. */
    DeviceView state(Caller caller, UUID id) {
        var row = row(caller, id);
        var now = clock.instant();
        if (row.outcome != null || !now.isBefore(row.expires)) {
            return view(row);
        }
        var next = now.plusSeconds(Objects.requireNonNull(row.pollInterval)).plus(config.timeout());
        if (transactions.await(() -> rows.takePoll(id, now, next))) {
            poll(row, caller, now);
        }
        return view(row(caller, id));
    }

    private OAuthAuthorization row(Caller caller, UUID id) {
        return transactions
                .await(() -> rows.of(caller.accountId(), id))
                .filter(found -> found.deviceCode != null && found.sessionId.equals(caller.sessionId()))
                .orElseThrow(() -> Problem.notFound("You have begun nothing of that id in this session."));
    }

    private void poll(OAuthAuthorization row, Caller caller, Instant now) {
        try {
            var provider = wishes.provider(caller, row.provider);
            var endpoints = endpoints(provider);
            var client = client(provider, endpoints);
            var code = secrets.open(Objects.requireNonNull(row.deviceCode), row.deviceCodeBinding());
            switch (tokens.poll(client, code)) {
                case DeviceAnswer.Pending(boolean slowDown) -> pollAgain(row, slowDown ? SLOWER_BY : 0);
                case Temporary temporary ->
                    pollAgain(row, Objects.requireNonNull(row.pollInterval)); // twice as long, as section 3.5 says
                case Terminal(var error, var message)
                when error.equals("access_denied") -> end(row, ConsentOutcome.DENIED, "You did not consent.");
                case Terminal(var error, var message) when error.equals("expired_token") -> expire(row);
                case Failure failure -> throw ProviderProblem.of(failure, provider);
                case Granted granted -> {
                    transactions.await(
                            () -> rows.take(row.id, now)); // the code is used up: nobody is to ask with it again
                    keeper.keep(Completion.wish(row), new Grounds(provider, endpoints, client, false, granted, null));
                    end(row, ConsentOutcome.DONE, null);
                }
            }
        } catch (Problem e) {
            end(row, ConsentOutcome.FAILED, e.detail());
        }
    }

    private void pollAgain(OAuthAuthorization row, int slowerBy) {
        int interval = Math.min(LONGEST_INTERVAL, Objects.requireNonNull(row.pollInterval) + slowerBy);
        transactions.await(
                () -> rows.pollAgain(row.id, interval, clock.instant().plusSeconds(interval)));
    }

    private void expire(OAuthAuthorization row) {
        transactions.await(() -> rows.update("expires = ?1 where id = ?2", clock.instant(), row.id));
    }

    private void end(OAuthAuthorization row, ConsentOutcome outcome, @Nullable String error) {
        transactions.await(() -> rows.end(row.id, outcome, error));
    }

    private DeviceView view(OAuthAuthorization row) {
        boolean over = !clock.instant().isBefore(row.expires);
        String state = switch (row.outcome) {
            case null -> over ? "expired" : "pending";
            case TAKEN -> over ? "failed" : "pending"; // its tokens are being looked at, or that was broken off
            case DONE -> "done";
            case DENIED -> "denied";
            case FAILED -> "failed";
        };
        boolean pending = state.equals("pending");
        return new DeviceView(
                row.id,
                state,
                null,
                null,
                null,
                pending ? row.pollInterval : null,
                pending ? row.expires.toEpochMilli() : null,
                row.outcome == ConsentOutcome.DONE ? row.grantName : null,
                row.error);
    }
}
