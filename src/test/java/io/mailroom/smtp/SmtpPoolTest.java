package io.mailroom.smtp;

import static io.mailroom.smtp.Told.greet;
import static io.mailroom.smtp.Told.hear;
import static io.mailroom.smtp.Told.message;
import static io.mailroom.smtp.Told.pipelined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpPool.Key;
import io.mailroom.smtp.SmtpPool.Limits;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedServer.Dialogue;
import io.mailroom.testsupport.ScriptedServer.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Warm connections: when they are used again, when not, and how many there are. */
@Timeout(60)
class SmtpPoolTest {

    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Limits CALM = new Limits(4, LONG, LONG, 100, LONG);
    private static final Envelope ENVELOPE = new Envelope("ann@example.org", List.of("bob@example.org"));
    private static final MessageSource HELLO = message("\r\nhello\r\n");

    private final Key ann = new Key(UUID.randomUUID(), 1, "mail.example.org");
    private final Key bob = new Key(UUID.randomUUID(), 1, "mail.example.org");

    /** Takes every message of every connection. */
    private static ScriptedServer willing() {
        return ScriptedServer.start(dialogue -> {
            greet(dialogue);
            takeAll(dialogue);
        });
    }

    private static void takeAll(Dialogue dialogue) throws IOException {
        for (var line = dialogue.read(); line != null && !line.equals("QUIT"); line = dialogue.read()) {
            dialogue.say(line.equals("DATA") ? "354 go ahead" : "250 2.0.0 Ok");
            if (line.equals("DATA")) {
                dialogue.readData();
                dialogue.say(Told.QUEUED);
            }
        }
    }

    /** Takes one message, and then does as told; every connection after the first takes all. */
    private static ScriptedServer afterOne(Script then) {
        var connections = new AtomicInteger();
        return ScriptedServer.start(dialogue -> {
            greet(dialogue, "PIPELINING");
            pipelined(dialogue);
            if (connections.getAndIncrement() == 0) {
                then.run(dialogue);
            } else {
                takeAll(dialogue);
            }
        });
    }

    private static Supplier<SmtpClient> to(ScriptedServer server) {
        return () -> SmtpClient.connect(server.address(), new Credential.None(), PATIENT);
    }

    private static void send(SmtpPool pool, Key key, ScriptedServer server) {
        try (var lease = pool.lease(key, 1, to(server), Duration.ofSeconds(10))) {
            assertThat(lease.submit(ENVELOPE, HELLO).submitted()).isTrue();
        }
    }

    private static long count(ScriptedServer server, String line) {
        return server.received().stream().filter(said -> said.startsWith(line)).count();
    }

    @Test
    void connectionShouldBeUsedAgainWhenTheNextMessageComesSoon() {
        try (var server = willing();
                var pool = new SmtpPool(CALM)) {
            try (var lease = pool.lease(ann, 1, to(server), SOON)) {
                assertThat(lease.reused()).isFalse();
                assertThat(pool.busy()).isOne();
                lease.submit(ENVELOPE, HELLO);
            }
            assertThat(pool.idle()).isOne();
            try (var lease = pool.lease(ann, 1, to(server), SOON)) {
                assertThat(lease.reused()).isTrue();
                lease.submit(ENVELOPE, HELLO);
            }

            assertThat(count(server, "EHLO")).isOne();
            assertThat(count(server, "NOOP")).isZero();
            assertThat(count(server, "MAIL")).isEqualTo(2);
        }
    }

    @Test
    void serverShouldBeAskedWhenTheConnectionHasBeenIdle() {
        try (var server = willing();
                var pool = new SmtpPool(new Limits(4, LONG, Duration.ZERO, 100, LONG))) {
            send(pool, ann, server);
            send(pool, ann, server);

            assertThat(count(server, "EHLO")).isOne();
            assertThat(server.received()).containsSubsequence(".", "NOOP", "MAIL FROM:<ann@example.org>");
        }
    }

    @Test
    void anotherConnectionShouldBeMadeWhenTheIdleOneNoLongerAnswers() {
        try (var server = afterOne(Dialogue::drop);
                var pool = new SmtpPool(new Limits(4, LONG, Duration.ZERO, 100, LONG))) {
            send(pool, ann, server);
            try (var lease = pool.lease(ann, 1, to(server), SOON)) {
                assertThat(lease.reused()).isFalse();
            }

            assertThat(count(server, "EHLO")).isEqualTo(2);
        }
    }

    @Test
    void messageShouldGoOutOnceWhenTheWarmConnectionTurnsOutToBeDead() {
        try (var server = afterOne(dialogue -> hear(dialogue, "MAIL", "RCPT", "DATA"));
                var pool = new SmtpPool(CALM)) {
            send(pool, ann, server);
            try (var lease = pool.lease(ann, 1, to(server), SOON)) {
                assertThat(lease.reused()).isTrue();
                assertThat(lease.submit(ENVELOPE, HELLO).submitted()).isTrue();
                assertThat(lease.reused()).isFalse();
            }

            assertThat(count(server, "hello")).as("two messages, each once").isEqualTo(2);
            assertThat(pool.idle()).isOne();
        }
    }

    @Test
    void messageShouldGoOutOnAnotherConnectionWhenServerHasHadEnoughOfThisOne() {
        try (var server = afterOne(dialogue -> {
                    hear(dialogue, "MAIL");
                    dialogue.say("421 4.7.0 Too many messages on this connection");
                });
                var pool = new SmtpPool(CALM)) {
            send(pool, ann, server);
            send(pool, ann, server);

            assertThat(count(server, "hello")).isEqualTo(2);
        }
    }

    @Test
    void messageShouldNotBeRepeatedWhenTheServerHadBegunToTakeIt() {
        try (var server = afterOne(dialogue -> {
                    hear(dialogue, "MAIL", "RCPT", "DATA");
                    dialogue.say("250 Ok");
                });
                var pool = new SmtpPool(CALM)) {
            send(pool, ann, server);
            var thrown = catchThrowableOfType(SmtpException.class, () -> send(pool, ann, server));

            assertThat(thrown.reason()).isEqualTo(Reason.CONNECTION_LOST);
            assertThat(count(server, "EHLO")).isOne();
            assertThat(pool.idle() + pool.busy()).as("it is not kept").isZero();
        }
    }

    @Test
    void messageShouldNotBeRepeatedWhenTheConnectionIsNew() {
        try (var server = ScriptedServer.start(dialogue -> {
                    greet(dialogue);
                    hear(dialogue, "MAIL");
                });
                var pool = new SmtpPool(CALM)) {
            var thrown = catchThrowableOfType(SmtpException.class, () -> send(pool, ann, server));

            assertThat(thrown.reason()).isEqualTo(Reason.CONNECTION_LOST);
            assertThat(count(server, "EHLO")).isOne();
        }
    }

    @Test
    void leaseShouldBeRefusedWhenAllConnectionsOfTheKeyStayBusy() {
        try (var server = willing();
                var pool = new SmtpPool(CALM);
                var held = pool.lease(ann, 1, to(server), SOON)) {
            var thrown = catchThrowableOfType(SmtpException.class, () -> pool.lease(ann, 1, to(server), SOON));

            assertThat(thrown.reason()).isEqualTo(Reason.TOO_MANY_CONNECTIONS);
            assertThat(thrown.temporary()).isTrue();
            assertThat(thrown).hasMessageContaining("mail.example.org");
            pool.lease(ann, 2, to(server), SOON).close();
            pool.lease(bob, 1, to(server), SOON).close();
            assertThat(held.client().alive()).isTrue();
        }
    }

    @Test
    void leasesShouldBeGivenInTheOrderTheyWereAskedFor() throws Exception {
        try (var server = willing();
                var pool = new SmtpPool(new Limits(1, LONG, LONG, 100, LONG))) {
            var order = new CopyOnWriteArrayList<Integer>();
            var held = pool.lease(ann, 1, to(server), SOON);
            var waiting = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                var key = i % 2 == 0 ? bob : ann;
                var thread = Thread.startVirtualThread(() -> {
                    try (var lease = pool.lease(key, 1, to(server), Duration.ofSeconds(10))) {
                        order.add(number);
                    }
                });
                waiting.add(thread);
                await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
            }
            held.close();
            for (var thread : waiting) {
                thread.join();
            }

            assertThat(order).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void idleConnectionShouldMakeRoomWhenTheHostHasNoMore() {
        try (var server = willing();
                var pool = new SmtpPool(new Limits(1, LONG, LONG, 100, LONG))) {
            send(pool, ann, server);
            send(pool, bob, server);

            assertThat(count(server, "EHLO")).isEqualTo(2);
            await().until(() -> count(server, "QUIT") == 1);
            assertThat(pool.idle()).isOne();
            var elsewhere = new Key(UUID.randomUUID(), 1, "mail.example.net");
            send(pool, elsewhere, server);
            assertThat(pool.idle()).as("another host has its own").isEqualTo(2);
        }
    }

    @Test
    void idleConnectionShouldBeClosedWithAFarewellWhenNobodyNeedsIt() {
        try (var server = willing();
                var pool = new SmtpPool(new Limits(4, Duration.ofMillis(200), LONG, 100, LONG))) {
            send(pool, ann, server);
            send(pool, bob, server);
            assertThat(pool.idle()).isEqualTo(2);

            await().until(() -> pool.idle() == 0 && count(server, "QUIT") == 2);
            assertThat(pool.busy()).isZero();
            send(pool, ann, server);
            await("swept again").until(() -> count(server, "QUIT") == 3);
        }
    }

    @Test
    void connectionsShouldBeClosedWhenTheirSettingIsForgotten() {
        try (var server = willing();
                var pool = new SmtpPool(CALM)) {
            send(pool, bob, server);
            send(pool, ann, server);
            var busy = pool.lease(bob, 2, to(server), SOON);
            var alsoBusy = pool.lease(bob, 2, to(server), SOON);
            alsoBusy.close();
            assertThat(pool.idle()).isEqualTo(2);

            pool.forget(bob.setting());

            assertThat(pool.idle()).as("the one of ann").isOne();
            assertThat(busy.submit(ENVELOPE, HELLO).submitted())
                    .as("what is in use goes on")
                    .isTrue();
            busy.close();
            assertThat(pool.idle()).isOne();
            assertThat(pool.busy()).isZero();
            try (var lease = pool.lease(ann, 1, to(server), SOON)) {
                assertThat(lease.reused()).isTrue();
            }
        }
    }

    @Test
    void connectionShouldNotBeUsedAgainWhenTheSettingHasAnotherVersion() {
        try (var server = willing();
                var pool = new SmtpPool(CALM)) {
            send(pool, ann, server);
            try (var lease = pool.lease(new Key(ann.setting(), 2, ann.host()), 1, to(server), SOON)) {
                assertThat(lease.reused()).isFalse();
            }
        }
    }

    @Test
    void connectionShouldBeReplacedWhenItHasCarriedEnoughOrIsOld() {
        try (var server = willing();
                var spent = new SmtpPool(new Limits(4, LONG, LONG, 2, LONG));
                var old = new SmtpPool(new Limits(4, LONG, LONG, 100, Duration.ZERO))) {
            for (int i = 0; i < 4; i++) {
                send(spent, ann, server);
            }
            assertThat(count(server, "EHLO")).isEqualTo(2);

            try (var lease = spent.lease(ann, 1, to(server), SOON)) {
                for (int i = 0; i < 4; i++) {
                    lease.submit(ENVELOPE, HELLO);
                }
            }
            assertThat(count(server, "EHLO")).as("within one lease too").isEqualTo(4);

            send(old, ann, server);
            send(old, ann, server);
            assertThat(count(server, "EHLO")).isEqualTo(6);
        }
    }

    @Test
    void placeShouldBeFreeAgainWhenConnectingFails() {
        try (var server = willing();
                var pool = new SmtpPool(new Limits(1, LONG, LONG, 100, LONG))) {
            var failure = new IllegalStateException("no such server");
            assertThatThrownBy(() -> pool.lease(
                            ann,
                            1,
                            () -> {
                                throw failure;
                            },
                            SOON))
                    .isSameAs(failure);

            send(pool, bob, server);
        }
    }

    @Test
    void nobodyShouldGetAConnectionWhenThePoolIsClosed() {
        try (var server = willing()) {
            var pool = new SmtpPool(CALM);
            send(pool, bob, server);
            var busy = pool.lease(ann, 1, to(server), SOON);
            var told = new CompletableFuture<Reason>();
            var waiting = Thread.startVirtualThread(() -> {
                try {
                    pool.lease(ann, 1, to(server), LONG);
                } catch (SmtpException e) {
                    told.complete(e.reason());
                }
            });
            await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

            pool.close();

            assertThat(told).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(Reason.UNAVAILABLE);
            assertThat(pool.idle()).isZero();
            busy.close();
            assertThat(pool.busy() + pool.idle()).isZero();
            await().until(() -> count(server, "QUIT") == 2);
        }
    }

    @Test
    void waiterShouldLeaveNothingBehindWhenItIsInterrupted() {
        try (var server = willing();
                var pool = new SmtpPool(CALM);
                var held = pool.lease(ann, 1, to(server), SOON)) {
            var told = new CompletableFuture<Boolean>();
            var waiting = Thread.startVirtualThread(() -> {
                try {
                    pool.lease(ann, 1, to(server), LONG);
                } catch (SmtpException e) {
                    told.complete(Thread.currentThread().isInterrupted() && e.temporary());
                }
            });
            await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
            waiting.interrupt();

            assertThat(told).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
            held.close();
            send(pool, ann, server);
        }
    }

    @Test
    void everyMessageShouldGoOutOnceAndNoConnectionBeLeftWhenManySendAtOnce() throws Exception {
        var turn = new AtomicInteger();
        var clients = new CopyOnWriteArrayList<SmtpClient>();
        var most = new AtomicInteger();
        int messages = 400;
        // Every seventh message finds its connection dropped before it is taken.
        try (var server = ScriptedServer.start(dialogue -> {
                    greet(dialogue, "PIPELINING");
                    for (boolean first = true; ; first = false) {
                        hear(dialogue, "MAIL", "RCPT", "DATA");
                        if (!first && turn.incrementAndGet() % 7 == 0) {
                            dialogue.drop();
                            return;
                        }
                        dialogue.say("250 Ok", "250 Ok", "354 go ahead");
                        dialogue.readData();
                        dialogue.say(Told.QUEUED);
                    }
                });
                var pool = new SmtpPool(new Limits(3, Duration.ofMillis(20), Duration.ofSeconds(1), 9, LONG));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Supplier<SmtpClient> connect = () -> {
                var client = to(server).get();
                clients.add(client);
                most.accumulateAndGet(
                        (int) clients.stream().filter(SmtpClient::inStep).count(), Math::max);
                return client;
            };
            var ends = new ArrayList<Future<?>>();
            for (int i = 0; i < messages; i++) {
                int number = i;
                var key =
                        List.of(ann, bob, new Key(ann.setting(), 2, ann.host())).get(i % 3);
                ends.add(threads.submit(() -> {
                    try (var lease = pool.lease(key, 2, connect, Duration.ofSeconds(30))) {
                        lease.submit(ENVELOPE, message("Message-ID: <" + number + ">\r\n\r\nx\r\n"));
                    }
                    if (number % 50 == 0) {
                        pool.forget(bob.setting());
                    }
                    return null;
                }));
            }
            for (var end : ends) {
                end.get();
            }

            assertThat(server.received().stream().filter(line -> line.startsWith("Message-ID")))
                    .hasSize(messages)
                    .doesNotHaveDuplicates();
            assertThat(most).hasValueLessThanOrEqualTo(3);
            assertThat(pool.busy()).isZero();
            await().until(() -> pool.idle() == 0);
            assertThat(clients).noneMatch(SmtpClient::inStep);
        }
    }
}
