package io.mailroom.account;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.mailroom.audit.Audit;
import io.mailroom.db.Database;
import io.mailroom.testsupport.ScriptedWeb;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.Route;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of a real issuer, in this process and over a socket. It comes up after the service, which must not mind. */
@QuarkusTest
@TestProfile(OidcSignInTest.SignIn.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcSignInTest {

    private static final String ISSUER = "people";
    private static final String AUDIENCE = "mailroom-tests";
    private static final String PATH = "/api/v1/sec/email/settings/imap";

    /** The class is loaded and asked more than once, for the configuration and for the tests; all have to mean the same port. */
    private static final String PORT = "mailroom.test.issuer-port";

    private static @Nullable MockOAuth2Server started;
    private static volatile @Nullable JWKSet changedKeys;

    @Inject
    Database database;

    @Inject
    Pool pool;

    @Inject
    Audit audit;

    public static class SignIn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            if (System.getProperty(PORT) == null) {
                System.setProperty(PORT, String.valueOf(freePort()));
            }
            return Map.of(
                    "mailroom.account.oidc.enabled",
                    "true",
                    "mailroom.account.oidc.issuer",
                    issuerUrl(),
                    "mailroom.account.oidc.audience",
                    AUDIENCE,
                    "mailroom.account.oidc.collective",
                    "everybody",
                    "mailroom.account.oidc.collective-claim",
                    "organisation/name",
                    "mailroom.account.first.name",
                    "everybody/operator",
                    "mailroom.account.first.password",
                    "correct horse",
                    "mailroom.account.oidc.admin-claim",
                    "roles",
                    "quarkus.oidc.mailroom-sign-in.token.forced-jwk-refresh-interval",
                    "1ms");
        }

        private static int freePort() {
            try (var socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String issuerUrl() {
        return "http://localhost:" + Integer.getInteger(PORT) + "/" + ISSUER;
    }

    private static MockOAuth2Server issuer() {
        if (started == null) {
            started = new MockOAuth2Server(new ChangedKeys());
            started.start(InetAddress.ofLiteral("127.0.0.1"), Integer.getInteger(PORT));
        }
        return started;
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.shutdown();
        }
    }

    /** A person that nobody has seen before, in a collective of their own. */
    private static Map<String, Object> aPerson() {
        var claims = new HashMap<String, Object>();
        claims.put("preferred_username", "anna");
        claims.put(
                "organisation",
                Map.of("name", "c" + UUID.randomUUID().toString().substring(0, 12)));
        claims.put("email", "anna@example.org");
        claims.put("email_verified", true);
        return claims;
    }

    private static String subject() {
        return UUID.randomUUID().toString();
    }

    private static String token(String subject, Map<String, Object> claims) {
        return issuer().issueToken(ISSUER, subject, AUDIENCE, claims, 600).serialize();
    }

    private static JWTClaimsSet claims(Instant expires, String issuer, String audience) {
        return new JWTClaimsSet.Builder()
                .subject(subject())
                .issuer(issuer)
                .audience(audience)
                .issueTime(new Date())
                .expirationTime(Date.from(expires))
                .claim("preferred_username", "anna")
                .build();
    }

    private static JWTClaimsSet goodClaims() {
        return claims(Instant.now().plusSeconds(600), issuerUrl(), AUDIENCE);
    }

    private static Response visit(String header, String value) {
        return given().header(header, value).get(PATH);
    }

    private static Response visit(String token) {
        return visit("Authorization", "Bearer " + token);
    }

    @Test
    @Order(1)
    void tokenShouldWaitWhenTheIssuerIsDown() throws Exception {
        var unchecked = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("any").build(), goodClaims());
        unchecked.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));

        assertProblem(visit(unchecked.serialize()), 503, "unavailable");
        assertThat(User.anAdmin().request().get(PATH).statusCode())
                .as("our own tokens do not need the issuer")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer ", "X-Docspell-Auth: ", "Cookie: docspell_auth="})
    @Order(2)
    void tokenShouldBeTakenWhereOursIs(String transport) {
        String[] parts = transport.split(": ", 2);

        assertThat(visit(parts[0], parts[1] + token(subject(), aPerson())).statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(2)
    void accountShouldBeMadeAtFirstSightAndFoundAgain() {
        var person = aPerson();
        var subject = subject();

        assertThat(visit(token(subject, person)).statusCode()).isEqualTo(200);
        given().header("Authorization", "Bearer " + token(subject, person))
                .contentType(ContentType.JSON)
                .body(Map.of("name", "mine", "imapHost", "imap.example.org", "sslType", "ssl"))
                .post(PATH)
                .then()
                .statusCode(200);
        person.put("preferred_username", "anna.renamed");

        assertThat(visit(token(subject, person)).<List<String>>path("items.name"))
                .containsExactly("mine");
        var rows = database.query(
                "select a.login, a.email, a.password_hash, a.admin, c.name from account a"
                        + " join collective c on c.id = a.collective_id where a.oidc_issuer = $1 and a.oidc_subject = $2",
                issuerUrl(),
                subject);
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().getString(0)).isEqualTo("anna");
        assertThat(rows.getFirst().getString(1)).isEqualTo("anna@example.org");
        assertThat(rows.getFirst().getString(2)).isNull();
        assertThat(rows.getFirst().getBoolean(3)).isFalse();
    }

    @Test
    @Order(2)
    void accountShouldBeMadeOnceWhenAHundredRequestsAreTheFirst() throws Exception {
        var token = token(subject(), aPerson());
        var statuses = new ArrayList<Integer>();

        try (var threads = Executors.newFixedThreadPool(20)) {
            for (var answer : threads.invokeAll(
                    java.util.Collections.nCopies(100, (java.util.concurrent.Callable<Response>) () -> visit(token)))) {
                statuses.add(answer.get().statusCode());
            }
        }

        assertThat(statuses).hasSize(100).containsOnly(200);
    }

    @Test
    @Order(2)
    void nameShouldBecomeALogin() {
        var person = aPerson();
        person.put("preferred_username", "Anna Meier/Büro");
        var subject = subject();

        assertThat(visit(token(subject, person)).statusCode()).isEqualTo(200);

        assertThat(database.query("select login from account where oidc_subject = $1", subject)
                        .getFirst()
                        .getString(0))
                .isEqualTo("Anna-Meier-B-ro");
    }

    @Test
    @Order(2)
    void localAccountShouldNotBeTakenOverByItsName() {
        User local = User.anAdmin();
        var person = aPerson();
        person.put("organisation", Map.of("name", local.collective()));

        var refused = visit(token(subject(), person));

        assertProblem(refused, 403, "forbidden");
        assertThat(refused.<String>path("detail")).contains(local.collective()).contains("was not made by");
        assertThat(local.request().get(PATH).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void loginOfSomebodyElseShouldNotBeTakenOverInTheSameCollective() {
        var person = aPerson();
        assertThat(visit(token(subject(), person)).statusCode()).isEqualTo(200);

        var refused = visit(token(subject(), person));

        assertProblem(refused, 403, "forbidden");
        assertThat(refused.<String>path("detail")).contains("/anna already");
    }

    @Test
    @Order(2)
    void localAccountOfTheCollectiveThatTheOperatorNamedShouldNotBeTakenOver() {
        var person = aPerson();
        person.remove("organisation");
        person.put("preferred_username", "root");
        var admin = aPerson();
        admin.remove("organisation");
        admin.put("preferred_username", "boss" + subject().substring(0, 8));
        admin.put("roles", List.of("mailroom-admin"));
        given().header("X-Docspell-Auth", token(subject(), admin))
                .contentType(ContentType.JSON)
                .body(Map.of("login", "root", "password", "correct horse"))
                .post("/api/v1/sec/user")
                .then()
                .statusCode(200);

        assertProblem(visit(token(subject(), person)), 403, "forbidden");
    }

    @Test
    @Order(1)
    void collectiveThatTheOperatorNamedShouldBeKeptForTheIssuersPeople() {
        var squatter = given().contentType(ContentType.JSON)
                .body(Map.of("collectiveName", "everybody", "login", "eve", "password", "correct horse"))
                .post("/api/v1/open/signup/register");

        assertProblem(squatter, 409, "conflict");
    }

    @Test
    @Order(1)
    void collectiveThatTheOperatorNamedShouldHaveTheOperatorsFirstAccount() {
        var operator = User.loggedIn("everybody", "operator", "correct horse");

        assertThat(operator.request().get("/api/v1/sec/user").<List<String>>path("items.login"))
                .contains("operator");
    }

    @Test
    @Order(2)
    void collectiveThatTheOperatorNamedShouldNotBeJoinedWhenAUserMadeItUnlessTheOperatorSaysSo() {
        var person = aPerson();
        person.remove("organisation");
        person.put("preferred_username", "carl" + subject().substring(0, 8));
        var token = token(subject(), person);
        database.update("update collective set oidc_issuer = null where name = 'everybody'");
        try {
            assertProblem(visit(token), 403, "forbidden");
            assertThat(reservedBy(false)).isFalse();
            assertThat(reservedBy(true)).isTrue();
        } finally {
            database.update("update collective set oidc_issuer = $1 where name = 'everybody'", issuerUrl() + "/");
        }
        assertThat(visit(token).statusCode()).as("a slash more or less").isEqualTo(200);
    }

    private boolean reservedBy(boolean joinExisting) {
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(AccountConfig.class)
                .withDefaultValue("mailroom.account.oidc.collective", "everybody")
                .withDefaultValue("mailroom.account.oidc.join-existing", String.valueOf(joinExisting))
                .build()
                .getConfigMapping(AccountConfig.class);
        return new Enrolment(pool, audit, config, Clock.systemUTC())
                .reserve("everybody", issuerUrl())
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    @Test
    @Order(2)
    void roleShouldMakeAnAdminAsLongAsTheTokenSaysSo() {
        var person = aPerson();
        var subject = subject();
        person.put("roles", List.of("users", "mailroom-admin"));
        var admin = token(subject, person);
        person.put("roles", List.of("users"));
        var noAdmin = token(subject, person);

        assertThat(given().header("X-Docspell-Auth", admin)
                        .get("/api/v1/sec/user")
                        .statusCode())
                .isEqualTo(200);
        assertProblem(given().header("X-Docspell-Auth", noAdmin).get("/api/v1/sec/user"), 403, "forbidden");
    }

    @Test
    @Order(2)
    void personShouldBeRefusedWhenTheTokenNamesAnotherCollectiveThanBefore() {
        var person = aPerson();
        var subject = subject();
        assertThat(visit(token(subject, person)).statusCode()).isEqualTo(200);

        person.put("organisation", Map.of("name", "c" + UUID.randomUUID()));

        assertProblem(visit(token(subject, person)), 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"preferred_username", "sub"})
    @Order(2)
    void personShouldBeRefusedWhenAClaimIsMissing(String claim) {
        var person = aPerson();
        person.put(claim, "");

        assertThat(visit(token(subject(), person)).statusCode()).isIn(401, 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "..", "Müller", "a/b"})
    @Order(2)
    void collectiveShouldBeRefusedWhenItsNameIsNone(String name) {
        var person = aPerson();
        person.put("organisation", Map.of("name", name));

        assertProblem(visit(token(subject(), person)), 403, "forbidden");
    }

    @Test
    @Order(2)
    void tokenShouldBeWorthNothingAfterLogout() {
        var person = aPerson();
        var subject = subject();
        var token = token(subject, person);
        var other = token(subject, person);
        assertThat(visit(token).statusCode()).isEqualTo(200);
        assertThat(visit(other).statusCode()).isEqualTo(200);

        given().header("X-Docspell-Auth", token)
                .post("/api/v1/sec/auth/logout")
                .then()
                .statusCode(200);

        assertProblem(visit(token), 401, "unauthorized");
        assertProblem(visit(token), 401, "unauthorized");
    }

    @Test
    @Order(2)
    void logoutShouldEndAllTokensOfTheSignInButNotTheNextOne() {
        var person = aPerson();
        var subject = subject();
        long beforehand = Instant.now().minusSeconds(1).getEpochSecond();
        person.put("sid", "first");
        var token = token(subject, person);
        var refreshed = token(subject, person);
        person.put("sid", "second");
        var elsewhere = token(subject, person);
        assertThat(List.of(visit(token), visit(refreshed), visit(elsewhere)))
                .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));

        given().header("X-Docspell-Auth", refreshed)
                .post("/api/v1/sec/auth/logout")
                .then()
                .statusCode(200);

        assertProblem(visit(token), 401, "unauthorized");
        assertProblem(visit(refreshed), 401, "unauthorized");
        assertThat(visit(elsewhere).statusCode()).isEqualTo(200);
        person.put("sid", "first");
        person.put("iat", beforehand);
        assertProblem(visit(token(subject, person)), 401, "unauthorized");
        person.put("iat", Instant.now().plusSeconds(1).getEpochSecond());
        assertThat(visit(token(subject, person)).statusCode())
                .as("signed in again, in the same session at the issuer")
                .isEqualTo(200);
        assertProblem(visit(token), 401, "unauthorized");
    }

    @Test
    @Order(2)
    void consentShouldGoOnWithTheNextTokenOfTheSignIn() {
        var person = aPerson();
        var subject = subject();
        person.put("roles", List.of("mailroom-admin"));
        person.put("sid", "first");
        try (var provider = ScriptedWeb.start().answering("/device", ScriptedWeb.Answer.json("""
                {"device_code":"d","user_code":"WDJB-MJHT","verification_uri":"https://example.org/device",
                 "expires_in":900,"interval":5}"""))) {
            String id = begin(token(subject, person), provider).path("id");

            assertThat(device(token(subject, person), id).<String>path("state")).isEqualTo("pending");
            person.put("sid", "second");
            assertProblem(device(token(subject, person), id), 404, "not-found");
        }
    }

    private static Response begin(String token, ScriptedWeb provider) {
        given().header("X-Docspell-Auth", token)
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "provider",
                        "microsoft",
                        "clientId",
                        "public-client",
                        "tokenEndpoint",
                        provider.url("/token"),
                        "deviceAuthorizationEndpoint",
                        provider.url("/device")))
                .post("/api/v1/sec/oauth/client")
                .then()
                .statusCode(200);
        return given().header("X-Docspell-Auth", token)
                .contentType(ContentType.JSON)
                .body(Map.of("provider", "microsoft", "name", "work", "address", "anna@example.com"))
                .post("/api/v1/sec/oauth/grant/device");
    }

    private static Response device(String token, String id) {
        return given().header("X-Docspell-Auth", token).get("/api/v1/sec/oauth/grant/device/" + id);
    }

    @Test
    @Order(2)
    void deletedAccountShouldComeBackWithALaterTokenOnly() {
        var person = aPerson();
        var subject = subject();
        var token = token(subject, person);
        var unused = token(subject, person);
        assertThat(visit(token).statusCode()).isEqualTo(200);
        person.put("preferred_username", "boss");
        person.put("roles", List.of("mailroom-admin"));
        var admin = token(subject(), person);
        given().header("X-Docspell-Auth", admin)
                .delete("/api/v1/sec/user/anna")
                .then()
                .statusCode(200);

        assertProblem(visit(token), 403, "forbidden");
        assertProblem(visit(unused), 403, "forbidden");
        assertThat(given().header("X-Docspell-Auth", admin)
                        .get("/api/v1/sec/user")
                        .<List<String>>path("items.login"))
                .containsExactly("boss");
        person.remove("roles");
        person.put("preferred_username", "anna");
        database.update(
                "update departed_person set departed = departed - interval '2 min' where oidc_subject = $1", subject);
        assertThat(visit(token(subject, person)).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void tokenShouldNotBeRenewedHere() {
        var token = token(subject(), aPerson());

        assertProblem(given().header("X-Docspell-Auth", token).post("/api/v1/sec/auth/session"), 409, "conflict");
    }

    @Test
    @Order(2)
    void accountShouldHaveNoPassword() {
        var person = aPerson();
        var token = token(subject(), person);
        assertThat(visit(token).statusCode()).isEqualTo(200);

        var changed = given().header("X-Docspell-Auth", token)
                .contentType(ContentType.JSON)
                .body(Map.of("currentPassword", "", "newPassword", "battery staple"))
                .post("/api/v1/sec/user/changePassword");
        var login = given().contentType(ContentType.JSON)
                .body(Map.of("account", ((Map<?, ?>) person.get("organisation")).get("name") + "/anna", "password", ""))
                .post("/api/v1/open/auth/login");

        assertProblem(changed, 409, "conflict");
        assertThat(login.statusCode()).isEqualTo(401);
    }

    @Test
    @Order(2)
    void tokenShouldBeRefusedWhenItWasMadeForAnother() {
        assertProblem(
                visit(issuer().issueToken(ISSUER, subject(), "another-service", aPerson(), 600)
                        .serialize()),
                401,
                "unauthorized");
    }

    @Test
    @Order(2)
    void tokenShouldBeRefusedWhenItHasExpired() {
        assertProblem(
                visit(issuer().issueToken(ISSUER, subject(), AUDIENCE, aPerson(), -60)
                        .serialize()),
                401,
                "unauthorized");
    }

    @Test
    @Order(2)
    void tokenShouldBeRefusedWhenItIsAnotherIssuers() {
        assertProblem(
                visit(issuer().issueToken("strangers", subject(), AUDIENCE, aPerson(), 600)
                        .serialize()),
                401,
                "unauthorized");
    }

    @Test
    @Order(2)
    void tokenShouldBeRefusedWhenNobodyHasSignedIt() {
        assertProblem(visit(new PlainJWT(goodClaims()).serialize()), 401, "unauthorized");
        assertProblem(visit(new PlainJWT(goodClaims()).serialize() + "AAAA"), 401, "unauthorized");
    }

    @Test
    @Order(2)
    void tokenShouldBeRefusedWhenItsSignatureIsAnotherTokens() {
        String[] one = token(subject(), aPerson()).split("\\.");
        String[] other = token(subject(), aPerson()).split("\\.");

        assertProblem(visit(one[0] + "." + other[1] + "." + one[2]), 401, "unauthorized");
    }

    /** The trick with the public key as the secret of an HMAC (RFC 8725 section 2.1). */
    @Test
    @Order(2)
    void tokenShouldBeRefusedWhenThePublicKeyServesAsSecret() throws Exception {
        var key = (RSAKey) issuer().getConfig()
                .getTokenProvider()
                .publicJwkSet(ISSUER)
                .getKeys()
                .getFirst();
        var forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), goodClaims());
        forged.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));

        assertProblem(visit(forged.serialize()), 401, "unauthorized");
    }

    @Test
    @Order(2)
    void tokenShouldBeRefusedWhenItsKeyIsUnknown() throws Exception {
        assertProblem(visit(signed(key("nobodys"))), 401, "unauthorized");
        assertThat(visit(token(subject(), aPerson())).statusCode()).isEqualTo(200);
    }

    /** Last, because the issuer's old key is gone afterwards. */
    @Test
    @Order(3)
    void tokenShouldBeTakenAfterTheIssuerHasChangedItsKey() throws Exception {
        var old = token(subject(), aPerson());
        assertThat(visit(old).statusCode()).isEqualTo(200);
        var fresh = key("fresh-" + subject());
        changedKeys = new JWKSet(fresh.toPublicJWK());

        assertThat(visit(signed(fresh)).statusCode()).isEqualTo(200);
    }

    /** What the issuer says instead of its own keys once a test has changed them. */
    private static final class ChangedKeys implements Route {

        @Override
        public boolean match(OAuth2HttpRequest request) {
            return changedKeys != null && request.getUrl().encodedPath().endsWith("/jwks");
        }

        @Override
        public OAuth2HttpResponse invoke(OAuth2HttpRequest request) {
            return new OAuth2HttpResponse(
                    Headers.of("Content-Type", "application/json"), 200, String.valueOf(changedKeys), null);
        }
    }

    private static RSAKey key(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    private static String signed(RSAKey key) throws JOSEException {
        var builder = new JWTClaimsSet.Builder(goodClaims());
        aPerson().forEach(builder::claim);
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), builder.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    @Test
    @Order(2)
    void localAccountsShouldWorkAsEver() {
        User local = User.anAdmin();

        assertThat(visit(local.token()).statusCode()).isEqualTo(200);
        assertProblem(visit("nonsense"), 401, "unauthorized");
        assertProblem(given().get(PATH), 401, "unauthorized");
    }

    @Test
    @Order(2)
    void badTokenShouldNotKeepAnybodyFromLoggingIn() {
        User local = User.anAdmin();

        var answer = given().contentType(ContentType.JSON)
                .header("Authorization", "Bearer " + new PlainJWT(goodClaims()).serialize())
                .body(Map.of("account", local.collective() + "/anna", "password", local.password()))
                .post("/api/v1/open/auth/login");

        assertThat(answer.statusCode()).isEqualTo(200);
    }
}
