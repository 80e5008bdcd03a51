package io.mailroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.db.Database;
import io.mailroom.egress.BearerMechanism;
import io.mailroom.egress.Cause;
import io.mailroom.egress.Credential.AccessToken;
import io.mailroom.egress.CredentialException;
import io.mailroom.egress.CredentialSource;
import io.mailroom.testsupport.CapturedLog;
import io.mailroom.testsupport.OAuthServer;
import io.mailroom.testsupport.OAuthServer.Answer;
import io.mailroom.testsupport.ScriptedWeb;
import io.mailroom.testsupport.StoredGrants;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@Timeout(60)
class AccessTokensTest {

    private static final String USER = "anna@example.org";

    @Inject
    AccessTokens tokens;

    @Inject
    TokenRows rows;

    @Inject
    KeepAlive keepAlive;

    @Inject
    StoredGrants grants;

    @Inject
    Replicas replicas;

    @Inject
    Database database;

    @Inject
    MeterRegistry metrics;

    @Inject
    TestClock clock;

    private OAuthServer provider;

    @BeforeEach
    void startProvider() {
        provider = OAuthServer.start();
    }

    @AfterEach
    void stopProvider() {
        provider.close();
        clock.reset();
    }

    @Test
    void firstUseShouldFetchATokenAndLaterOnesShouldShareIt() {
        var source = source(grant());

        var first = token(source);
        var second = token(source);

        assertThat(provider.isGood(first)).isTrue();
        assertThat(second).isEqualTo(first);
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void tokenShouldBeReplacedWhenItIsAboutToEnd() {
        var source = source(grant());
        var first = token(source);

        clock.pass(Duration.ofMinutes(54));
        assertThat(token(source)).isEqualTo(first);
        clock.pass(Duration.ofMinutes(2));

        assertThat(token(source)).isNotEqualTo(first);
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void shortTokenShouldNotBeReplacedAllTheTime() {
        provider.withLife(Duration.ofMinutes(4));
        var source = source(grant());
        var first = token(source);

        clock.pass(Duration.ofMinutes(2));
        assertThat(token(source)).isEqualTo(first);
        clock.pass(Duration.ofSeconds(70));

        assertThat(token(source)).isNotEqualTo(first);
    }

    @Test
    void rotatedRefreshTokenShouldBeStoredBeforeTheAccessTokenIsUsed() {
        var grant = grant();
        var source = source(grant);

        for (int hour = 0; hour < 5; hour++) {
            var token = token(source);
            assertThat(grants.accessToken(grant)).isEqualTo(token);
            assertThat(provider.isGood(token)).isTrue();
            clock.pass(Duration.ofHours(1));
        }

        assertThat(provider.presented()).hasSize(5).doesNotHaveDuplicates();
        assertThat(grants.refreshToken(grant)).isNotIn(provider.presented());
        assertThat(provider.reuses()).isZero();
    }

    @Test
    void refreshTokenShouldStayWhenProviderGivesNoOther() {
        provider.withRotation(false, Duration.ZERO);
        var grant = grant();
        var before = grants.refreshToken(grant);

        token(source(grant));
        clock.pass(Duration.ofHours(1));
        token(source(grant));

        assertThat(grants.refreshToken(grant)).isEqualTo(before);
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void hundredUsesOnTwoReplicasShouldBeOneRefresh() throws Exception {
        provider.withThinking(Duration.ofMillis(300));
        var grant = grant();
        var sources = List.of(source(grant), replicas.another().of(grant, USER));

        for (int hour = 1; hour <= 3; hour++) {
            var got = atOnce(IntStream.range(0, 100)
                    .<Callable<String>>mapToObj(i -> () -> token(sources.get(i % 2)))
                    .toList());

            assertThat(got).hasSize(100).containsOnly(got.getFirst());
            assertThat(provider.requests()).isEqualTo(hour);
            clock.pass(Duration.ofHours(1));
        }

        assertThat(provider.mostAtOnce()).isEqualTo(1);
        assertThat(provider.reuses()).isZero();
    }

    @Test
    void hundredRefusalsOfTheSameTokenShouldBeOneRefresh() throws Exception {
        var grant = grant();
        var sources = List.of(source(grant), replicas.another().of(grant, USER));
        var refused = new AccessToken(USER, token(sources.getFirst()));
        clock.pass(Duration.ofMinutes(2));

        var got = atOnce(IntStream.range(0, 100)
                .<Callable<String>>mapToObj(i ->
                        () -> ((AccessToken) sources.get(i % 2).renewed(refused).orElseThrow()).token())
                .toList());

        assertThat(got).containsOnly(got.getFirst()).doesNotContain(refused.token());
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void newTokenShouldNotBeReplacedWhenMailServerRefusesEvenThat() {
        var source = source(grant());
        var refused = token(source);

        assertThat(source.renewed(new AccessToken(USER, refused))).isEmpty();
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void providerShouldBeAskedOnceWhenItGivesTheRefusedTokenAgain() {
        var same = new Answer(
                200,
                "{\"access_token\":\"same\",\"token_type\":\"Bearer\",\"expires_in\":3600}",
                Map.of("Content-Type", "application/json"));
        provider.answerNext(same, same);
        var source = source(grant());
        var refused = token(source);
        clock.pass(Duration.ofMinutes(2));

        assertThat(source.renewed(new AccessToken(USER, refused))).isEmpty();
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void tokenThatStillServesShouldNotBeWaitedForWhenAnotherReplicaReplacesIt() throws Exception {
        var grant = grant();
        var other = replicas.another().of(grant, USER);
        var first = token(other);
        clock.pass(Duration.ofMinutes(57));
        provider.withThinking(Duration.ofSeconds(3));
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var replacing = executor.submit(() -> token(other));
            Awaitility.await().until(() -> provider.requests() == 2);

            assertThat(token(source(grant))).isEqualTo(first);
            assertThat(replacing).isNotDone();
            assertThat(replacing.get(20, TimeUnit.SECONDS)).isNotEqualTo(first);
        }
    }

    @Test
    void noTransactionShouldBeOpenWhileTheProviderIsAsked() {
        provider.withThinking(Duration.ofSeconds(2));
        var grant = grant();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var using = executor.submit(() -> token(source(grant)));
            Awaitility.await().until(() -> provider.requests() == 1);

            assertThat(database.query("select query from pg_stat_activity where state like 'idle in transaction%'"))
                    .isEmpty();
            assertThat(database.query("select from oauth_grant where id = $1 for update skip locked", grant))
                    .hasSize(1);
            assertThat(using).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void whoWaitsShouldBeAbleToLeaveWithoutLosingWhatTheProviderAnswers() throws Exception {
        provider.withThinking(Duration.ofSeconds(1));
        var grant = grant();
        var source = source(grant);
        var impatient =
                Thread.ofVirtual().start(() -> catchThrowableOfType(CredentialException.class, source::current));
        Awaitility.await().until(() -> provider.requests() == 1);
        impatient.interrupt();
        impatient.join();

        Awaitility.await().until(() -> !provider.refreshes().isEmpty());
        assertThat(provider.isGood(token(source))).isTrue();
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void refreshTokenShouldBeShownAgainWhenTheOneWhoShowedItHasDied() {
        provider.withRotation(true, Duration.ofSeconds(30));
        var grant = grant();
        grants.leaveLeased(grant);

        assertThat(provider.isGood(token(source(grant)))).isTrue();
    }

    @Test
    void refreshTokenShouldNotBeShownAgainWhenTheOneWhoShowedItWasOnlyHeldUp() {
        var grant = grant();
        var held = rows.load(grant).orElseThrow();
        grants.leaveLeased(grant);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var using = executor.submit(() -> token(source(grant)));
            var late = new TokenAnswer.Granted("late", Duration.ofHours(1), "rotated", null, null);
            assertThat(rows.store(held, late, "rotated", clock.instant(), null)).isTrue();

            assertThat(using).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("late");
        }
        assertThat(provider.requests()).isZero();
    }

    @Test
    void refreshTokenShouldNotBeShownWhenTheLeaseIsOverBeforeThat() {
        var grant = grant();
        var held = rows.load(grant).orElseThrow();
        var late = new TokenAnswer.Granted("others", Duration.ofHours(1), "rotated", null, null);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var using = database.transaction(session -> {
                session.update("lock table account in access exclusive mode"); // the claimant wants to know its owner
                var asking = executor.submit(() -> token(source(grant)));
                Awaitility.await().until(() -> rows.load(grant).orElseThrow().leased());
                clock.pass(Duration.ofMinutes(1));
                assertThat(rows.store(held, late, "rotated", clock.instant(), null))
                        .isTrue();
                return asking;
            });

            assertThat(using).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("others");
        }
        assertThat(provider.requests()).isZero();
    }

    @Test
    void grantShouldNeedItsOwnerWhenProviderForgivesNoReuseAfterACrash() {
        var grant = grant();
        var shown = grants.refreshToken(grant);
        token(source(grant));
        grants.crashBeforeCommit(grant, shown);

        var thrown = refused(source(grant));

        assertThat(thrown.failure()).isEqualTo(Cause.OAUTH_INVALID_GRANT);
        assertThat(thrown)
                .hasMessageContaining("stopped in the middle of renewing")
                .hasMessageContaining("Authorise again");
    }

    @ParameterizedTest
    @MethodSource("passing")
    void providerShouldBeAskedAgainLaterWhenItsFailureMayPass(Answer answer) {
        var grant = grant();
        provider.answerNext(answer);
        var source = source(grant);

        var first = refused(source);
        var second = refused(source);

        assertThat(first.failure()).isEqualTo(Cause.UNAVAILABLE);
        assertThat(second.failure()).isEqualTo(Cause.UNAVAILABLE);
        assertThat(provider.requests()).isEqualTo(1);
        assertThat(grants.state(grant)).isEqualTo("active");

        clock.pass(Duration.ofSeconds(6));
        assertThat(provider.isGood(token(source))).isTrue();
    }

    static Stream<Answer> passing() {
        return Stream.of(
                Answer.status(500),
                Answer.status(502),
                Answer.status(503),
                Answer.status(429),
                Answer.status(404),
                Answer.error("temporarily_unavailable", "later"),
                Answer.error("server_error", "oops"),
                new Answer(200, "<html>a captive portal</html>", Map.of("Content-Type", "text/html")));
    }

    @Test
    void providerShouldBeLeftAloneForAsLongAsItAsks() {
        var source = source(grant());
        provider.answerNext(Answer.status(429).with("Retry-After", "120"));
        refused(source);

        clock.pass(Duration.ofSeconds(110));
        refused(source);
        assertThat(provider.requests()).isEqualTo(1);
        clock.pass(Duration.ofSeconds(11));

        assertThat(provider.isGood(token(source))).isTrue();
    }

    @Test
    void pausesShouldGrowWhenProviderStaysAway() {
        var grant = grant();
        var source = source(grant);
        provider.close();
        refused(source);
        clock.pass(Duration.ofSeconds(6));
        refused(source);
        clock.pass(Duration.ofSeconds(6));

        var thrown = refused(source);

        assertThat(thrown).hasMessageContaining("could not be reached").hasMessageContaining("asked again at");
        assertThat(grants.failures(grant)).isEqualTo(2);
        assertThat(grants.state(grant)).isEqualTo("active");
    }

    @Test
    void oldTokenShouldServeOnWhenProviderFailsAheadOfItsEnd() {
        var source = source(grant());
        var first = token(source);
        clock.pass(Duration.ofMinutes(56));
        provider.answerNext(Answer.status(503));

        assertThat(token(source)).isEqualTo(first);
        assertThat(token(source)).isEqualTo(first);
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void grantShouldNeedItsOwnerWhenProviderHasRevokedIt() {
        var grant = grant();
        var source = source(grant);
        token(source);
        provider.revoke(USER);
        clock.pass(Duration.ofHours(1));

        var thrown = refused(source);
        refused(source);

        assertThat(thrown.failure()).isEqualTo(Cause.OAUTH_INVALID_GRANT);
        assertThat(thrown)
                .hasMessageContaining("no longer valid")
                .hasMessageContaining("Authorise again")
                .hasMessageContaining("Token has been expired or revoked.");
        assertThat(grants.state(grant)).isEqualTo("needs-reauth");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void grantShouldNeedItsOwnerWhenItIsRenewedWithoutAccessToMail() {
        var grant = grant();
        provider.answerNext(new Answer(
                200,
                "{\"access_token\":\"a\",\"refresh_token\":\"rotated\",\"token_type\":\"Bearer\",\"scope\":\"openid\"}",
                Map.of("Content-Type", "application/json")));

        var thrown = refused(source(grant));
        refused(source(grant));

        assertThat(thrown.failure()).isEqualTo(Cause.OAUTH_INVALID_GRANT);
        assertThat(thrown).hasMessageContaining("without mail. Authorise again");
        assertThat(grants.state(grant)).isEqualTo("needs-reauth");
        assertThat(grants.refreshToken(grant)).as("to be revoked one day").isEqualTo("rotated");
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void grantShouldServeWhenItIsRenewedWithTheScopeItHad() {
        var grant = grant();
        provider.answerNext(new Answer(
                200,
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"scope\":\"openid mail\"}",
                Map.of("Content-Type", "application/json")));

        assertThat(token(source(grant))).isEqualTo("a");
    }

    @Test
    void grantShouldServeAgainWhenItsOwnerHasAuthorisedAnew() {
        var grant = grant();
        provider.revoke(USER);
        refused(source(grant));

        grants.authoriseAnew(grant, provider.consent(USER));

        assertThat(provider.isGood(token(source(grant)))).isTrue();
    }

    @Test
    void newRefreshTokenShouldBeRevokedWhenTheGrantIsRemovedMeanwhile() {
        var grant = grant();
        try (var web = ScriptedWeb.start().answering("/revoke", ScriptedWeb.Answer.json("{}"))) {
            database.update("update oauth_grant set revocation_endpoint = $2 where id = $1", grant, web.url("/revoke"));
            provider.beforeNextAnswer(address -> database.update("delete from oauth_grant where id = $1", grant));

            assertThat(refused(source(grant))).hasMessageContaining("no longer there");

            assertThat(web.seen("/revoke")).hasSize(1);
            assertThat(web.seen("/revoke").getFirst().form().get("token"))
                    .startsWith("refresh-")
                    .isNotIn(provider.presented());
        }
    }

    @Test
    void refusalShouldCountForNothingWhenItsOwnerAuthorisesAnewMeanwhile() {
        var grant = grant();
        provider.answerNext(Answer.error("invalid_grant", "gone"));
        provider.withThinking(Duration.ofSeconds(1));
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var using = executor.submit(() -> token(source(grant)));
            Awaitility.await().until(() -> provider.requests() == 1);
            grants.authoriseAnew(grant, provider.consent(USER));

            assertThat(using).succeedsWithin(Duration.ofSeconds(20));
        }
        assertThat(grants.state(grant)).isEqualTo("active");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "invalid_client | unknown client | does not take our client id and secret",
                "unauthorized_client | not allowed | does not let our client renew access",
                "invalid_request | AADSTS7000222: expired keys | client secret has expired",
                "invalid_client | AADSTS700016: not found in the directory | does not know the client id in this tenant",
            })
    void clientShouldBeBlamedAndNotTheGrantWhenProviderRefusesTheClient(
            String error, String description, String words) {
        var grant = grant();
        provider.answerNext(Answer.error(error, description));
        var source = source(grant);

        var first = refused(source);
        var second = refused(source);

        for (var thrown : List.of(first, second)) {
            assertThat(thrown.failure()).isEqualTo(Cause.OTHER);
            assertThat(thrown).hasMessageContaining(words).hasMessageContaining("not at fault");
        }
        assertThat(grants.state(grant)).isEqualTo("active");
        assertThat(provider.requests()).isEqualTo(1);

        clock.pass(Duration.ofMinutes(1));
        assertThat(provider.isGood(token(source))).isTrue();
    }

    @Test
    void grantThatNobodyUsesShouldBeKeptAlive() {
        var grant = grant();
        var source = source(grant);
        token(source);

        clock.pass(Duration.ofDays(6));
        keepAlive.run("all");
        assertThat(provider.requests()).isEqualTo(1);
        clock.pass(Duration.ofDays(2));
        var next = keepAlive.run("all");

        assertThat(provider.requests()).isEqualTo(2);
        assertThat(next).hasValueSatisfying(at -> assertThat(at).isAfter(clock.instant()));
        keepAlive.run("all");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void otherGrantsShouldBeKeptAliveWhenOneFails() {
        var dead = grant();
        var alive = grant("berta@example.org");
        clock.pass(Duration.ofDays(8));
        provider.revoke(USER);

        keepAlive.run("all");

        assertThat(grants.state(dead)).isEqualTo("needs-reauth");
        assertThat(grants.accessToken(alive)).isNotNull();
    }

    @Test
    void otherGrantsShouldBeKeptAliveWhenOneCannotEvenBeRead() {
        var torn = grant();
        database.update("update oauth_grant set access_token = 'torn' where id = $1", torn);
        clock.pass(Duration.ofMinutes(1));
        var whole = grant("berta@example.org");
        clock.pass(Duration.ofDays(8));

        keepAlive.run("all");

        assertThat(grants.accessToken(whole)).isNotNull();
        assertThat(rows.silentSince(clock.instant(), Integer.MAX_VALUE)).doesNotContain(torn);
        assertThat(grants.state(torn)).isEqualTo("active");
        database.update("delete from oauth_grant where id = $1", torn);
    }

    @Test
    void grantShouldWaitWhenItsClientIsNotConfiguredForNow() {
        var admin = User.anAdmin();
        var grant = grants.add(admin, provider.tokenEndpoint(), provider.consent(USER));
        database.update("update oauth_grant set client_secret = null, own_client = true where id = $1", grant);
        var source = source(grant);

        var thrown = refused(source);

        assertThat(thrown.failure()).isEqualTo(Cause.OTHER);
        assertThat(thrown).hasMessageContaining("An administrator has to configure that one again");
        assertThat(grants.state(grant)).isEqualTo("active");
        assertThat(provider.requests()).isZero();

        Consenting.addClient(admin, client("test"));
        clock.pass(Duration.ofMinutes(1));
        assertThat(provider.isGood(token(source))).isTrue();
    }

    @Test
    void grantShouldServeAtOnceWhenItsClientIsMended() {
        var admin = User.anAdmin();
        var grant = grants.add(admin, provider.tokenEndpoint(), provider.consent(USER));
        database.update(
                "update oauth_grant set client_secret = null, auth_method = 'NONE', own_client = true,"
                        + " token_endpoint = $2 where id = $1",
                grant,
                provider.tokenEndpoint().resolve("/former").toString());
        var client = new HashMap<>(client("test"));
        client.put("clientSecret", "wrong");
        Consenting.addClient(admin, client);
        var source = source(grant);
        assertThat(refused(source)).hasMessageContaining("does not take our client id and secret");

        client.put("clientSecret", OAuthServer.SECRET);
        admin.request().body(client).put("/api/v1/sec/oauth/client/test").then().statusCode(200);

        assertThat(provider.isGood(token(source))).isTrue();
    }

    @Test
    void refreshTokenShouldStayWithTheServerThatGaveItWhenAnAdminMovesTheEndpoint() {
        var admin = User.anAdmin();
        var grant = grants.add(admin, provider.tokenEndpoint(), provider.consent(USER));
        database.update("update oauth_grant set client_secret = null, own_client = true where id = $1", grant);
        try (var elsewhere = OAuthServer.start()) {
            var client = new HashMap<>(client("test"));
            client.put("tokenEndpoint", elsewhere.tokenEndpoint());
            Consenting.addClient(admin, client);

            assertThat(provider.isGood(token(source(grant)))).isTrue();
            assertThat(elsewhere.requests()).isZero();
        }
    }

    private Map<String, Object> client(String id) {
        return Map.of(
                "provider",
                id,
                "clientId",
                OAuthServer.CLIENT,
                "clientSecret",
                OAuthServer.SECRET,
                "authorizationEndpoint",
                provider.tokenEndpoint().resolve("/authorize"),
                "tokenEndpoint",
                provider.tokenEndpoint(),
                "authMethod",
                "client_secret_post");
    }

    @Test
    void tokenShouldSayWhichMechanismTheGrantAsksFor() {
        var grant = grant();
        database.update("update oauth_grant set sasl = 'OAUTHBEARER' where id = $1", grant);

        assertThat(((AccessToken) source(grant).current()).mechanism()).isEqualTo(BearerMechanism.OAUTHBEARER);
    }

    @Test
    void sourcesShouldBeEqualWhateverTokensTheyHave() {
        var grant = grant();
        var source = source(grant);
        token(source);
        clock.pass(Duration.ofHours(2));
        token(source);

        assertThat(source).isEqualTo(source(grant)).hasSameHashCodeAs(source(grant));
        assertThat(source).isNotEqualTo(tokens.of(grant, "berta@example.org")).isNotEqualTo(source(grant()));
    }

    @Test
    void useShouldBeRefusedInWordsWhenTheGrantIsNoLongerThere() {
        assertThat(refused(source(UUID.randomUUID()))).hasMessageContaining("no longer there");
    }

    @Test
    void tokensShouldReachNeitherLogNorDatabaseInTheClear() {
        var grant = grant();
        var secrets = new ArrayList<String>();
        try (var log = CapturedLog.ofEverything("io.mailroom")) {
            secrets.add(grants.refreshToken(grant));
            secrets.add(token(source(grant)));
            secrets.add(grants.refreshToken(grant));
            clock.pass(Duration.ofHours(1));
            provider.answerNext(Answer.error("invalid_request", "you said " + grants.refreshToken(grant)));
            refused(source(grant));
            clock.pass(Duration.ofHours(1));
            provider.answerNext(Answer.error("invalid_grant", "you said " + grants.refreshToken(grant)));
            refused(source(grant));
            secrets.add(OAuthServer.SECRET);

            assertThat(log.text()).contains("has a new access token", "has to be authorised again");
            assertThat(secrets).allSatisfy(secret -> assertThat(log.text()).doesNotContain(secret));
        }
        var row = database.query("select g::text row from oauth_grant g where id = $1", grant)
                .getFirst()
                .getString("row");
        assertThat(secrets).allSatisfy(secret -> assertThat(row).doesNotContain(secret));
    }

    @Test
    void refreshesShouldBeCountedByTheirOutcome() {
        double renewed = count("renewed");
        double lost = count("needs-reauth");
        double retried = count("retry");
        var source = source(grant());
        provider.answerNext(Answer.status(503));
        refused(source);
        clock.pass(Duration.ofMinutes(1));
        token(source);
        provider.revoke(USER);
        clock.pass(Duration.ofHours(1));
        refused(source);

        assertThat(count("renewed") - renewed).isEqualTo(1);
        assertThat(count("needs-reauth") - lost).isEqualTo(1);
        assertThat(count("retry") - retried).isEqualTo(1);
    }

    private double count(String outcome) {
        return metrics.counter("mailroom.oauth.refreshes", "outcome", outcome).count();
    }

    private UUID grant() {
        return grant(USER);
    }

    private UUID grant(String user) {
        return grants.add(provider.tokenEndpoint(), provider.consent(user));
    }

    private CredentialSource source(UUID grant) {
        return tokens.of(grant, USER);
    }

    private static String token(CredentialSource source) {
        return ((AccessToken) source.current()).token();
    }

    private static CredentialException refused(CredentialSource source) {
        var thrown = catchThrowableOfType(CredentialException.class, source::current);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static List<String> atOnce(List<Callable<String>> uses) throws Exception {
        var start = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<String>>();
            for (var use : uses) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return use.call();
                }));
            }
            start.countDown();
            var got = new ArrayList<String>();
            for (var future : futures) {
                got.add(future.get(30, TimeUnit.SECONDS));
            }
            return got;
        }
    }
}
