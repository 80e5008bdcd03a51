package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import io.mailroom.imap.ImapException.Reason;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedServer.Dialogue;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** IDLE (RFC 2177) as servers speak it, and as they should not. */
@Timeout(20)
class IdleTest {

    /** Longer than any test waits for. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(700));

    /** The first handshake of a JVM takes its time. */
    private static final Timeouts UNDER_TLS = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(4));

    private interface Script {
        void run(Dialogue dialogue, String tag) throws IOException;
    }

    /** A server with one mail in its INBOX that has been told to IDLE. */
    private static ScriptedServer idling(Script script) {
        return ScriptedServer.start(dialogue -> {
            open(dialogue);
            script.run(dialogue, tag(dialogue.expect("")));
        });
    }

    private static void open(Dialogue dialogue) throws IOException {
        dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready");
        dialogue.say("* 1 EXISTS", "* OK [UIDVALIDITY 1]", "* OK [UIDNEXT 2]", tag(dialogue.expect("")) + " OK");
    }

    private static String tag(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    /** Answers the search for what is above UID 1. */
    private static void search(Dialogue dialogue, String found) throws IOException {
        var line = dialogue.expect("");
        assertThat(line).endsWith("UID SEARCH UID 2:*");
        dialogue.say("* SEARCH" + found, tag(line) + " OK");
        dialogue.read();
    }

    private static ImapClient connect(ScriptedServer server) {
        return ImapClient.connect(server.address(), new Credential.None(), TIMEOUTS);
    }

    @Test
    void idleShouldEndWhenTheMailboxGrows() {
        try (var server = idling((dialogue, tag) -> {
                    dialogue.say("+ idling");
                    dialogue.say("* OK Still here", "* 1 FETCH (FLAGS (\\Seen))", "* 2 EXISTS", "* 1 RECENT");
                    dialogue.expect("DONE");
                    dialogue.say(tag + " OK Idle completed.");
                    search(dialogue, " 2");
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.idle(LONG)).isTrue();

            assertThat(inbox.newest(1)).isEqualTo(2);
        }
    }

    @Test
    void idleShouldEndWhenNewsComesInOnePacketWithTheContinuation() {
        try (var server = idling((dialogue, tag) -> {
                    dialogue.say("+ idling", "* 2 EXISTS");
                    dialogue.expect("DONE");
                    dialogue.say(tag + " OK");
                    search(dialogue, " 2");
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.idle(LONG)).isTrue();

            assertThat(inbox.newest(1)).isEqualTo(2);
        }
    }

    @Test
    void idleShouldEndWhenNewsComesBeforeTheContinuation() {
        try (var server = idling((dialogue, tag) -> {
                    dialogue.say("* 2 EXISTS", "+ idling");
                    dialogue.expect("DONE");
                    dialogue.say(tag + " OK");
                    search(dialogue, " 2");
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.idle(LONG)).isTrue();

            assertThat(inbox.newest(1)).isEqualTo(2);
        }
    }

    @Test
    void idleShouldGoOnWhenOnlyFlagsChangeAndMailIsExpunged() {
        try (var server = idling((dialogue, tag) -> {
                    dialogue.say("+ idling", "* 1 FETCH (FLAGS (\\Seen))", "* 1 EXPUNGE");
                    dialogue.expect("DONE");
                    dialogue.say(tag + " OK");
                    search(dialogue, "");
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            long began = System.nanoTime();
            assertThat(inbox.idle(Duration.ofMillis(1200))).isTrue();

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("longer than the server may take for an answer")
                    .isGreaterThanOrEqualTo(Duration.ofMillis(1200));
            assertThat(inbox.newest(1)).isEqualTo(1);
        }
    }

    @Test
    void idleShouldSayWhenTheServerRefusesWhatItOffers() {
        for (var refusal : new String[] {"NO not here", "BAD what?", "OK whatever"}) {
            try (var server = idling((dialogue, tag) -> {
                        dialogue.say(tag + " " + refusal);
                        search(dialogue, "");
                    });
                    var client = connect(server);
                    var inbox = client.examine("INBOX")) {
                assertThat(inbox.idle(LONG)).as(refusal).isFalse();

                assertThat(inbox.newest(1)).as("the connection is in step").isEqualTo(1);
            }
        }
    }

    @Test
    void idleShouldNotBeTriedWhenTheServerDoesNotOfferIt() {
        try (var server = ScriptedServer.imap("", command -> "* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT 1]\r\n$ OK\r\n");
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.idle(LONG)).isFalse();

            assertThat(server.received()).noneMatch(line -> line.contains("IDLE"));
        }
    }

    @Test
    void idleShouldEndWhenTheServerEndsItByItself() {
        try (var server = idling((dialogue, tag) -> {
                    dialogue.say("+ idling", tag + " OK IDLE terminated after 29 minutes");
                    search(dialogue, "");
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.idle(LONG)).isTrue();

            assertThat(inbox.newest(1)).isEqualTo(1);
        }
    }

    @Test
    void byeShouldEndTheConnectionAsLost() {
        try (var server = idling((dialogue, tag) -> dialogue.say("+ idling", "* BYE restarting"));
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            var lost = catchThrowableOfType(ImapException.class, () -> inbox.idle(LONG));

            assertThat(lost.reason()).isEqualTo(Reason.CONNECTION_LOST);
            assertThat(lost.serverText()).contains("restarting");
        }
    }

    /** As when a firewall has forgotten the connection: everything is swallowed, nothing is answered. */
    @Test
    void deadConnectionShouldBeNoticedOneAnswerAfterTheHeartbeat() {
        try (var server = idling((dialogue, tag) -> {
                    dialogue.say("+ idling");
                    while (dialogue.read() != null) {
                        // swallowed
                    }
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            long began = System.nanoTime();
            var lost = catchThrowableOfType(ImapException.class, () -> inbox.idle(Duration.ofMillis(500)));

            assertThat(lost.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(1200), Duration.ofMillis(3000));
        }
    }

    @Test
    void deadConnectionShouldBeNoticedUnderTlsAsWell() throws Exception {
        var identity = new Certificates().forHost("localhost");
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.startTls(identity);
            open(dialogue);
            dialogue.expect("");
            dialogue.say("+ idling");
            while (dialogue.read() != null) {
                // swallowed
            }
        })) {
            try (var client = ImapClient.connect(server.address(Tls.SSL), new Credential.None(), UNDER_TLS);
                    var inbox = client.examine("INBOX")) {
                var lost = catchThrowableOfType(ImapException.class, () -> inbox.idle(Duration.ofMillis(500)));

                assertThat(lost.reason()).isEqualTo(Reason.TIMEOUT);
            }
        }
    }

    @Test
    void heartbeatShouldKeepTheConnectionUnderTls() {
        var identity = new Certificates().forHost("localhost");
        try (var server = ScriptedServer.start(dialogue -> {
                    dialogue.startTls(identity);
                    open(dialogue);
                    var tag = tag(dialogue.expect(""));
                    dialogue.say("+ idling");
                    dialogue.expect("DONE");
                    dialogue.say(tag + " OK");
                    search(dialogue, " 7");
                });
                var client = ImapClient.connect(server.address(Tls.SSL), new Credential.None(), UNDER_TLS);
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.idle(Duration.ofMillis(300))).isTrue();

            assertThat(inbox.newest(1)).isEqualTo(7);
        }
    }

    @Test
    void lineThatBreaksOffShouldEndTheConnection() {
        try (var server = idling((dialogue, tag) -> {
                    dialogue.say("+ idling");
                    dialogue.send("* 2 EXI".getBytes());
                    dialogue.read();
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            var lost = catchThrowableOfType(ImapException.class, () -> inbox.idle(Duration.ofMillis(300)));

            assertThat(lost.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(server.received()).noneMatch(line -> line.equals("DONE"));
        }
    }

    @Test
    void mailToldOfBehindTheResultShouldBeFound() {
        try (var server = ScriptedServer.start(dialogue -> {
                    open(dialogue);
                    dialogue.say("* SEARCH 1", "* 2 EXISTS", tag(dialogue.expect("")) + " OK");
                    search(dialogue, " 2");
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.newest(1)).isEqualTo(2);
        }
    }

    @Test
    void idleShouldEndWhenAnotherThreadHangsUp() {
        try (var server = idling((dialogue, tag) -> {
                    dialogue.say("+ idling");
                    dialogue.read();
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            Thread.startVirtualThread(() -> {
                Awaitility.await().until(() -> server.received().stream().anyMatch(line -> line.endsWith("IDLE")));
                client.abort();
            });

            var lost = catchThrowableOfType(ImapException.class, () -> inbox.idle(LONG));

            assertThat(lost.reason()).isEqualTo(Reason.CONNECTION_LOST);
        }
    }
}
