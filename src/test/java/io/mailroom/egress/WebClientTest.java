package io.mailroom.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.egress.WebClient.Request;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.Certificates.Identity;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real servers on loopback, with and without TLS. */
@Timeout(30)
class WebClientTest {

    private static final Guard LOOPBACK = Guard.allowing("127.0.0.0/8", "::1");
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final Vertx vertx = Vertx.vertx();
    private final Certificates certificates = new Certificates();
    private final WebClient client = new WebClient(LOOPBACK, vertx, new Trust.OwnCa(certificates.authorityPem()));
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeEverything() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void answerShouldHaveStatusHeadersAndBody() {
        int port = serve(request ->
                request.response().setStatusCode(404).putHeader("X-Kind", "odd").end("nothing"));

        var answer = client.send(get("http://localhost:" + port + "/a/b?c=%20d"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("x-kind")).hasValue("odd");
        assertThat(answer.text()).isEqualTo("nothing");
        assertThat(asked).containsExactly("GET localhost:" + port + " /a/b?c=%20d");
    }

    @Test
    void bodyShouldBePosted() {
        int port = serve(request -> request.body()
                .onSuccess(body -> request.response().end(request.getHeader("Content-Type") + " " + body)));

        var answer = client.send(new Request(
                "POST",
                URI.create("http://localhost:" + port + "/token"),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                "grant_type=refresh_token".getBytes(),
                SHORT,
                1000,
                0));

        assertThat(answer.text()).isEqualTo("application/x-www-form-urlencoded grant_type=refresh_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::ffff:127.0.0.1]"})
    void tlsShouldBeSpokenWithHostsOfAnyKind(String host) {
        int port = serve(
                certificates.forHost("other.example"),
                request -> request.response().end("here"));
        var lax = new WebClient(LOOPBACK, vertx, Trust.ANYTHING);

        assertThat(lax.send(get("https://" + host + ":" + port + "/")).text()).isEqualTo("here");
    }

    @Test
    void addressThatWasJudgedShouldBeTheOneThatIsAsked() throws Exception {
        int port = serve(
                certificates.forHost("rebound.example"),
                request -> request.response().end(request.connection().indicatedServerName()));
        var lookedUp = new AtomicInteger();
        // The second answer of the name server would lead elsewhere; so would a look-up by anybody but the guard.
        var guard = new Guard(LOOPBACK.allowed(), Set.of(), name -> new InetAddress[] {
            InetAddress.ofLiteral(lookedUp.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254")
        });
        var rebinding = new WebClient(guard, vertx, new Trust.OwnCa(certificates.authorityPem()));

        var answer = rebinding.send(get("https://rebound.example:" + port + "/"));

        // The name is what TLS is told, and Host says: a server with many names chooses by it.
        assertThat(answer.text()).isEqualTo("rebound.example");
        assertThat(asked).containsExactly("GET rebound.example:" + port + " /");
        assertThat(lookedUp).hasValue(1);
        assertThatExceptionOfType(EgressException.class)
                .isThrownBy(() -> rebinding.send(get("https://rebound.example:" + port + "/")))
                .extracting(EgressException::failure)
                .isEqualTo(Cause.EGRESS_DENIED);
    }

    @Test
    void refusalShouldBeKnownBeforeAnythingIsAsked() {
        assertThat(refusal("169.254.169.254"))
                .hasValueSatisfying(why -> assertThat(why).contains("169.254.169.254", Guard.PROPERTY));
        assertThat(refusal("169.254.169.254", "127.0.0.1"))
                .as("one of them will do")
                .isEmpty();
        assertThat(refusal()).as("nobody knows that name").isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void nameServerThatDoesNotAnswerShouldRefuseNothing() {
        var never = new CountDownLatch(1);
        var guard = new Guard(LOOPBACK.allowed(), Set.of(), name -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            throw new UnknownHostException(name);
        });
        try {
            assertThat(new WebClient(guard, vertx)
                            .refusal(URI.create("https://silent.example/"), Duration.ofMillis(100)))
                    .isEmpty();
        } finally {
            never.countDown();
        }
    }

    private Optional<String> refusal(String... addresses) {
        var guard = new Guard(LOOPBACK.allowed(), Set.of(), name -> {
            if (addresses.length == 0) {
                throw new UnknownHostException(name);
            }
            return Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        });
        return new WebClient(guard, vertx).refusal(URI.create("https://named.example/"), Duration.ofSeconds(5));
    }

    @Test
    void nextAddressShouldBeAskedWhenNobodyListensAtTheFirst() {
        int port = serve(request -> request.response().end("here"));
        var guard = new Guard(LOOPBACK.allowed(), Set.of(), name -> new InetAddress[] {
            InetAddress.ofLiteral("10.1.2.3"), InetAddress.ofLiteral("127.0.0.9"), InetAddress.ofLiteral("127.0.0.1")
        });

        assertThat(new WebClient(guard, vertx)
                        .send(get("http://many.example:" + port + "/"))
                        .text())
                .isEqualTo("here");
    }

    @Test
    void nothingShouldBeSentWhenCertificateIsOfAnotherHost() {
        int port = serve(
                certificates.forHost("other.example"),
                request -> request.response().end("never"));

        assertThatExceptionOfType(EgressException.class)
                .isThrownBy(() -> client.send(get("https://localhost:" + port + "/")))
                .withMessageContaining("is made out to other.example, not to localhost")
                .extracting(EgressException::failure)
                .isEqualTo(Cause.TLS_HOSTNAME);
        assertThat(asked).isEmpty();
    }

    @Test
    void nothingShouldBeSentWhenNobodyTrustedHasSignedTheCertificate() {
        int port = serve(
                certificates.forHost("localhost"), request -> request.response().end("never"));
        var strict = new WebClient(LOOPBACK, vertx);

        assertThatExceptionOfType(EgressException.class)
                .isThrownBy(() -> strict.send(get("https://localhost:" + port + "/")))
                .extracting(EgressException::failure)
                .isEqualTo(Cause.TLS_UNTRUSTED);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "[::1]",
                "[::ffff:127.0.0.1]"
            })
    void nothingShouldBeSentToLoopbackInAnySpelling(String host) {
        int port = serve(request -> request.response().end("never"));
        var guarded = new WebClient(Guard.allowing(), vertx);

        assertThatExceptionOfType(EgressException.class)
                .isThrownBy(() -> guarded.send(get("http://" + host + ":" + port + "/")))
                .extracting(EgressException::failure)
                // What is no host to the syntax of URIs is not even looked at.
                .isIn(Cause.EGRESS_DENIED, Cause.PROTOCOL);
        assertThat(asked).isEmpty();
    }

    @Test
    void redirectShouldBeJudgedAgain() {
        int port = serve(request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", "http://169.254.169.254/latest/")
                .end());

        assertThatExceptionOfType(EgressException.class)
                .isThrownBy(() -> client.send(get("http://localhost:" + port + "/")))
                .withMessageContaining("169.254.169.254")
                .extracting(EgressException::failure)
                .isEqualTo(Cause.EGRESS_DENIED);
    }

    @Test
    void redirectShouldTellAnotherOriginNothingInConfidence() {
        int target = serve(request ->
                request.response().end(request.getHeader("Authorization") + " " + request.getHeader("Accept")));
        int port = serve(request -> request.response()
                .setStatusCode(307)
                .putHeader("Location", "http://localhost:" + target + "/there")
                .end());

        var answer = client.send(new Request(
                "GET",
                URI.create("http://localhost:" + port + "/"),
                Map.of("Authorization", "Bearer s3cret", "Accept", "text/xml"),
                new byte[0],
                SHORT,
                1000,
                3));

        assertThat(answer.text()).isEqualTo("null text/xml");
        assertThat(answer.uri()).isEqualTo(URI.create("http://localhost:" + target + "/there"));
    }

    @Test
    void redirectShouldEndSomewhere() {
        int port = serve(request -> request.response()
                .setStatusCode(301)
                .putHeader("Location", "/again")
                .end());

        assertThatExceptionOfType(EgressException.class)
                .isThrownBy(() -> client.send(get("http://localhost:" + port + "/")))
                .withMessageContaining("more than 3 times");
        assertThat(asked).hasSize(4);
    }

    @Test
    void redirectShouldNotLeaveTls() {
        int port = serve(
                certificates.forHost("localhost"),
                request -> request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "http://localhost/")
                        .end());

        assertThatExceptionOfType(EgressException.class)
                .isThrownBy(() -> client.send(get("https://localhost:" + port + "/")))
                .withMessageContaining("from https to http");
    }

    @Test
    void redirectShouldBeTheAnswerWhenSomethingWasPosted() {
        int port = serve(request -> request.response()
                .setStatusCode(307)
                .putHeader("Location", "/elsewhere")
                .end());

        var answer = client.send(new Request(
                "POST", URI.create("http://localhost:" + port + "/"), Map.of(), new byte[] {1}, SHORT, 1000, 3));

        assertThat(answer.status()).isEqualTo(307);
    }

    @Test
    void answerShouldBeRefusedWhenItIsTooLong() {
        int port = serve(request -> {
            request.response().setChunked(true);
            for (int i = 0; i < 100; i++) {
                request.response().write(Buffer.buffer(new byte[100]));
            }
            request.response().end();
        });

        assertThatExceptionOfType(EgressException.class)
                .isThrownBy(() -> client.send(get("http://localhost:" + port + "/")))
                .withMessageContaining("more than 1000 bytes");
    }

    @Test
    void answerShouldBeRefusedWhenItTakesTooLong() {
        int port = serve(request -> request.response().setChunked(true).write("never ends"));

        assertThatExceptionOfType(EgressException.class)
                .isThrownBy(() -> client.send(new Request(
                        "GET",
                        URI.create("http://localhost:" + port + "/"),
                        Map.of(),
                        new byte[0],
                        Duration.ofMillis(300),
                        1000,
                        0)))
                .extracting(EgressException::failure)
                .isEqualTo(Cause.TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.org/", "https:///nowhere", "https://anna:pw@example.org/", "/relative"})
    void otherAddressesShouldBeRefused(String uri) {
        assertThatExceptionOfType(EgressException.class).isThrownBy(() -> client.send(get(uri)));
    }

    @Test
    void secretsShouldNotBePrinted() {
        var request = new Request(
                "POST",
                URI.create("https://example.org/hook?key=s3cret"),
                Map.of("Authorization", "s3cret"),
                "s3cret".getBytes(),
                SHORT,
                10,
                0);

        assertThat(request.toString()).isEqualTo("Request[POST https://example.org]");
    }

    private static Request get(String uri) {
        return new Request("GET", URI.create(uri), Map.of(), new byte[0], SHORT, 1000, 3);
    }

    private int serve(Consumer<HttpServerRequest> handler) {
        return listen(vertx.createHttpServer(), handler);
    }

    private int serve(Identity identity, Consumer<HttpServerRequest> handler) {
        var keys = new PfxOptions()
                .setValue(Buffer.buffer(identity.pkcs12()))
                .setPassword(new String(Certificates.PASSWORD));
        return listen(
                vertx.createHttpServer(
                        new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(keys)),
                handler);
    }

    private int listen(HttpServer server, Consumer<HttpServerRequest> handler) {
        return server.requestHandler(request -> {
                    asked.add(request.method() + " " + request.authority() + " " + request.uri());
                    handler.accept(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }
}
