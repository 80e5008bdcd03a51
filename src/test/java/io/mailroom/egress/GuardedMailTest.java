package io.mailroom.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Refusal.Protocol;
import io.mailroom.imap.ImapClient;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where mail connections go, and where they do not. */
@Timeout(30)
class GuardedMailTest {

    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));

    private final List<AddressRange> loopback = Guard.allowing("127.0.0.0/8").allowed();

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void nobodyShouldBeConnectedToWhenTheAddressIsInside(Protocol protocol) throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var guard = new Guard(List.of(), Set.of(), name -> addresses("127.0.0.1"));
            var server = new MailServer(Refusal.HOST, listener.getLocalPort(), Tls.NONE, Trust.SYSTEM, guard);

            var refusal = Refusal.of(protocol, server);

            assertThat(refusal)
                    .isEqualTo(new Refusal(
                            Cause.EGRESS_DENIED,
                            "mail.example.org is at 127.0.0.1, which is inside a private network or this machine, where"
                                    + " this service connects to nothing. Whoever runs it can allow that by adding the"
                                    + " address to mailroom.egress.allow."));
            listener.setSoTimeout(1);
            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void addressThatWasJudgedShouldBeTheOneThatIsConnectedTo() {
        var lookedUp = new AtomicInteger();
        try (var server = ScriptedServer.imap("MOVE", command -> "$ OK done\r\n")) {
            // Whoever asked the name server a second time would be led elsewhere.
            var guard = new Guard(
                    loopback,
                    Set.of(),
                    name -> addresses(lookedUp.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254"));
            var target = new MailServer("rebound.example", server.address().port(), Tls.NONE, Trust.SYSTEM, guard);

            ImapClient.connect(target, new Credential.None(), TIMEOUTS).close();

            assertThat(lookedUp).hasValue(1);
        }
    }

    @Test
    void nextAddressShouldBeTriedWhenNobodyListensAtTheFirst() {
        try (var server = ScriptedServer.imap("MOVE", command -> "$ OK done\r\n")) {
            var guard = new Guard(loopback, Set.of(), name -> addresses("10.0.0.1", "127.0.0.9", "127.0.0.1"));
            var target = new MailServer("many.example", server.address().port(), Tls.NONE, Trust.SYSTEM, guard);

            try (var client = ImapClient.connect(target, new Credential.None(), TIMEOUTS)) {
                assertThat(client.has("MOVE")).isTrue();
            }
        }
    }

    /** Servers with many names choose their certificate by it. */
    @Test
    void nameShouldBeToldToTheServerWhenItIsConnectedToByAddress() throws Exception {
        var ours = new Certificates();
        var context = ours.forHost(Refusal.HOST).serverContext();
        try (var listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var name = CompletableFuture.supplyAsync(() -> requestedName(listener));
            var target = new MailServer(
                    Refusal.HOST,
                    listener.getLocalPort(),
                    Tls.SSL,
                    new Trust.OwnCa(ours.authorityPem()),
                    Refusal.GUARD);

            var socket = new Line(target, TIMEOUTS, Progress.NONE).createSocket();

            assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.1");
            assertThat(name.get()).isEqualTo(Refusal.HOST);
            socket.close();
        }
    }

    /** As with a resolver that asks one silent server after the other. */
    @Test
    void connectShouldTimeOutWhenTheNameTakesTooLong() throws Exception {
        var answered = new CountDownLatch(1);
        var guard = new Guard(List.of(), Set.of(), name -> {
            try {
                answered.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            throw new UnknownHostException(name);
        });
        var target = new MailServer("mail.example.org", 143, Tls.NONE, Trust.SYSTEM, guard);
        var hurried = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(300));

        var thrown =
                catchThrowableOfType(IOException.class, () -> new Line(target, hurried, Progress.NONE).createSocket());
        answered.countDown();

        assertThat(ConnectFailure.of(thrown, target).cause()).isEqualTo(Cause.TIMEOUT);
    }

    private static String requestedName(SSLServerSocket listener) {
        try (var socket = (SSLSocket) listener.accept()) {
            socket.startHandshake();
            var names = ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames();
            return ((SNIHostName) names.getFirst()).getAsciiName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetAddress[] addresses(String... literals) {
        return Stream.of(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }
}
