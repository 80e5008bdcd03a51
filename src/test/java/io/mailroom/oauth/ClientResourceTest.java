package io.mailroom.oauth;

import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.secret.Secrets;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ClientResourceTest {

    private static final String CLIENTS = "/api/v1/sec/oauth/client";
    private static final String PROVIDERS = "/api/v1/sec/oauth/provider";
    private static final String SECRET = "never-to-be-seen";

    @Inject
    Database database;

    @Inject
    Transactions transactions;

    @Inject
    ClientRows rows;

    @Inject
    Secrets secrets;

    private static Map<String, Object> google(Object... more) {
        var client = new HashMap<String, Object>(
                Map.of("provider", "google", "clientId", "our-client", "clientSecret", SECRET));
        for (int i = 0; i < more.length; i += 2) {
            client.put((String) more[i], more[i + 1]);
        }
        return client;
    }

    private static Response add(User user, Map<String, ?> client) {
        return user.request().body(client).post(CLIENTS);
    }

    @Test
    void secretShouldNeverComeBackWhenAClientIsRead() {
        var admin = User.anAdmin();
        assertThat(add(admin, google()).statusCode()).isEqualTo(200);

        var view = admin.request().get(CLIENTS + "/google");

        assertThat(view.<Boolean>path("hasClientSecret")).isTrue();
        assertThat(view.<String>path("redirectUri")).endsWith("/api/v1/open/oauth/callback");
        assertThat(view.asString()
                        + admin.request().get(CLIENTS).asString()
                        + admin.request().get(PROVIDERS).asString())
                .doesNotContain(SECRET);
        assertThat(database.query(
                                "select client_secret from oauth_client where collective_id ="
                                        + " (select collective_id from account where id = $1)",
                                admin.accountId(database))
                        .getFirst()
                        .getBuffer(0)
                        .toString())
                .doesNotContain(SECRET);
    }

    @Test
    void secretShouldBeKeptWhenItIsLeftOutAndRemovedWhenEmpty() {
        var admin = User.anAdmin();
        add(admin, google());

        admin.request()
                .body(admin.request().get(CLIENTS + "/google").asString())
                .put(CLIENTS + "/google")
                .then()
                .statusCode(200);
        assertThat(admin.request().get(CLIENTS + "/google").<Boolean>path("hasClientSecret"))
                .isTrue();
        admin.request()
                .body(google("clientSecret", ""))
                .put(CLIENTS + "/google")
                .then()
                .statusCode(200);
        assertThat(admin.request().get(CLIENTS + "/google").<Boolean>path("hasClientSecret"))
                .isFalse();
        assertProblem(admin.request().body(google("version", 0)).put(CLIENTS + "/google"), 409, "stale");
        assertProblem(admin.request().body(google("provider", "other")).put(CLIENTS + "/google"), 422, "invalid");
    }

    @Test
    void clientsShouldBeOfTheirCollectivesAdminsAlone() {
        var admin = User.anAdmin();
        add(admin, google());
        var ben = admin.aColleague("ben");
        var stranger = User.anAdmin();

        assertProblem(ben.request().get(CLIENTS), 403, "forbidden");
        assertProblem(add(ben, google()), 403, "forbidden");
        assertProblem(ben.request().delete(CLIENTS + "/google"), 403, "forbidden");
        assertProblem(stranger.request().get(CLIENTS + "/google"), 404, "not-found");
        assertProblem(add(admin, google()), 409, "conflict");
        assertThat(ben.request().get(PROVIDERS).<String>path("items.find { it.id == 'google' }.clientId"))
                .isEqualTo("our-client");
        assertThat(stranger.request().get(PROVIDERS).<String>path("items.find { it.id == 'google' }.clientId"))
                .isNull();
    }

    @Test
    void providersShouldTellTheirWaysWhenTheyAreListed() {
        var admin = User.anAdmin();
        add(admin, google());
        add(admin, Map.of("provider", "microsoft", "clientId", "c", "tenant", "contoso.example"));

        var providers = admin.request().get(PROVIDERS);

        assertThat(providers.<List<String>>path("items.id")).containsExactly("google", "microsoft");
        assertThat(providers.<List<String>>path("items[0].ways")).containsExactly("authorize", "paste");
        assertThat(providers.<List<String>>path("items[1].ways")).containsExactly("authorize", "device", "paste");
        assertThat(providers.<List<String>>path("items[0].scopes")).contains("https://mail.google.com/");
        assertThat(providers.<String>path("items[0].redirectUri")).endsWith("/api/v1/open/oauth/callback");
        var url = Consenting.begin(admin, "microsoft", "work").url();
        assertThat(url.toString())
                .startsWith("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize?");
        assertThat(Consenting.query(Consenting.begin(admin, "google", "gmail").url()))
                .containsEntry("access_type", "offline")
                .containsEntry("prompt", "consent");
    }

    @ParameterizedTest
    @CsvSource({
        "provider, a b",
        "clientId, ''",
        "kind, yahoo",
        "tenant, a/b",
        "issuer, http://login.example.org",
        "issuer, https://user:pw@login.example.org",
        "tokenEndpoint, ftp://x/y",
        "authMethod, private_key_jwt"
    })
    void clientShouldBeRefusedWhenAValueIsInvalid(String field, String value) {
        var refused = add(User.anAdmin(), google(field, value));

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<String>path("errors[0].field")).isEqualTo(field);
    }

    @Test
    void clientShouldBeRefusedWhenItsEndpointsCannotBeKnown() {
        assertProblem(add(User.anAdmin(), Map.of("provider", "home", "clientId", "c")), 422, "invalid");
    }

    @Test
    void clientShouldNotBeRemovedWhenGrantsNeedIt() {
        var admin = User.anAdmin();
        add(admin, google());
        database.update(
                "insert into oauth_grant (id, account_id, name, provider, client_id, own_client, token_endpoint, auth_method,"
                        + " scope, state, created, updated, version) values ($1, $2, 'g', 'google', 'our-client', true,"
                        + " 'http://127.0.0.1/t', 'CLIENT_SECRET_POST', 's', 'active', now(), now(), 0)",
                UUID.randomUUID(),
                admin.accountId(database));

        assertProblem(admin.request().delete(CLIENTS + "/google"), 409, "conflict");
        database.update("delete from oauth_grant where account_id = $1", admin.accountId(database));
        assertThat(admin.request().delete(CLIENTS + "/google").statusCode()).isEqualTo(200);
    }

    /** Of the operator's client, whose secret goes by HTTP Basic. */
    private static OAuthGrant grant(String clientId) {
        var grant = new OAuthGrant();
        grant.provider = "home";
        grant.clientId = clientId;
        grant.tokenEndpoint = "https://login.example.org/token";
        grant.authMethod = AuthMethod.CLIENT_SECRET_BASIC;
        return grant;
    }

    private Optional<TokenClient> client(OAuthGrant grant, User user) {
        var config = ConfiguredProviderTest.config(
                "home", "issuer=https://login.example.org", "client-id=operators", "client-secret=theirs");
        var collective = database.query("select collective_id from account where id = $1", user.accountId(database))
                .getFirst()
                .getUUID(0);
        return transactions.await(() -> new Providers(config, rows, secrets).client(grant, collective));
    }

    @Test
    void operatorsClientShouldStayWithItsGrantsWhenTheCollectiveConfiguresOneOfTheSameId() {
        var admin = User.anAdmin();
        add(admin, Map.of("provider", "home", "clientId", "own", "issuer", "https://elsewhere.example.org"))
                .then()
                .statusCode(200);

        assertThat(client(grant("operators"), admin))
                .hasValueSatisfying(found -> assertThat(found.secret()).isEqualTo("theirs"));
        assertThat(client(grant("former"), admin)).isEmpty();
    }
}
