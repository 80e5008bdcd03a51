package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import io.mailroom.imap.ImapException.Reason;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.ScriptedServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that answer in ways they should not, or in ways that no server on this machine does. */
@Timeout(30)
class OddServerTest {

    private static final Timeouts SHORT = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(3));

    private final Messages.Collected collected = new Messages.Collected();

    @Test
    void fetchShouldMatchByUidWhenDataArrivesBeforeItsTurn() {
        // Both commands' data first, the later one's ahead, then both OKs.
        var tags = new ArrayList<String>();
        try (var server = ScriptedServer.start(dialogue -> {
                    dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1] ready");
                    dialogue.say("* 2 EXISTS", "* OK [UIDVALIDITY 1]", tag(dialogue.read()) + " OK");
                    tags.add(tag(dialogue.read()));
                    tags.add(tag(dialogue.read()));
                    dialogue.say(body(2, "two"), "* 2 FETCH (FLAGS (\\Seen))", "* 3 EXISTS", body(1, "one"));
                    dialogue.say(tags.get(0) + " OK", tags.get(1) + " OK");
                    dialogue.read();
                });
                var client = connect(server, new Limits(10, 1, 1 << 20, 1 << 20));
                var inbox = client.examine("INBOX")) {
            inbox.fetch(List.of(info(1, 3), info(2, 3)), collected);
        }

        assertThat(collected.digests).containsOnlyKeys(1L, 2L);
    }

    @Test
    void fetchShouldGoOnWhenOneAnswerIsMalformed() {
        try (var server = opened("", command -> {
                    if (command.startsWith("UID FETCH 1:3 ")) {
                        return body(1, "one") + "\r\n* 2 FETCH (UID 2 BODY[] NONSENSE\r\n" + body(3, "three")
                                + "\r\n$ OK\r\n";
                    }
                    return command.startsWith("UID FETCH 2 ")
                            ? "* 2 FETCH (UID 2 BODY[] NONSENSE\r\n$ OK\r\n"
                            : "$ OK\r\n";
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            inbox.fetch(List.of(info(1, 3), info(2, 3), info(3, 5)), collected);

            assertThat(client.has("IMAP4rev1")).isTrue();
            assertThat(inbox.search(0, null))
                    .as("the connection is still in step")
                    .isEmpty();
        }

        assertThat(collected.digests).containsOnlyKeys(1L, 3L);
        assertThat(collected.unreadable).containsOnlyKeys(2L);
        assertThat(collected.unreadable.get(2L).reason()).isEqualTo(Reason.PROTOCOL);
        assertThat(collected.gone).isEmpty();
    }

    @Test
    void fetchShouldRecoverSinglyWhenServerRefusesTheBatch() {
        try (var server = opened("", command -> switch (command.replaceFirst(" \\(.*", "")) {
                    case "UID FETCH 1:3" -> body(1, "one") + "\r\n$ NO [SERVERBUG] some of it went wrong\r\n";
                    case "UID FETCH 2" -> body(2, "two") + "\r\n$ OK\r\n";
                    case "UID FETCH 3" -> "$ NO message is broken\r\n";
                    default -> "$ BAD\r\n";
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            inbox.fetch(List.of(info(1, 3), info(2, 3), info(3, 5)), collected);
        }

        assertThat(collected.digests).containsOnlyKeys(1L, 2L);
        assertThat(collected.unreadable).containsOnlyKeys(3L);
        assertThat(collected.unreadable.get(3L)).hasMessageContaining("message is broken");
    }

    @Test
    void messageShouldBeUnreadableWhenServerSendsNothingOfIt() {
        try (var server = opened("", command -> "* 1 FETCH (UID 1 BODY[] {0}\r\n)\r\n$ OK\r\n");
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            inbox.fetch(List.of(info(1, 300)), collected);
        }

        assertThat(collected.unreadable).containsOnlyKeys(1L);
        assertThat(collected.digests).isEmpty();
    }

    @Test
    void fetchShouldTakeTheWholeMessageWhenServerAddsUnaskedItems() {
        try (var server = opened(
                        "", command -> "* 1 FETCH (UID 1 BODY[HEADER] {4}\r\nno\r\n BODY[] {3}\r\none)\r\n$ OK\r\n");
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            inbox.fetch(List.of(info(1, 3)), collected);
        }

        assertThat(collected.digests.get(1L)).isEqualTo(Messages.sha256(ByteBuffer.wrap("one".getBytes())));
    }

    @Test
    void bigMessageShouldBeWholeWhenServerIgnoresThePartialRequest() {
        var whole = new String(Messages.ofSize(1, 1_500_000));
        for (var section : List.of("BODY[]", "BODY[]<0>")) {
            var sink = new Messages.Collected();
            try (var server = opened("", command -> {
                        return "* 1 FETCH (UID 1 " + section + " {" + whole.length() + "}\r\n" + whole
                                + ")\r\n$ OK\r\n";
                    });
                    var client = connect(server, new Limits(1 << 20, 10, 1000, 64 << 20));
                    var inbox = client.examine("INBOX")) {
                inbox.fetch(List.of(info(1, whole.length())), sink);
            }

            assertThat(sink.digests.values()).containsExactly(Messages.sha256(ByteBuffer.wrap(whole.getBytes())));
        }
    }

    @Test
    void bigMessageShouldBeGoneWhenServerAnswersNothing() {
        try (var server = opened("", command -> "$ OK\r\n");
                var client = connect(server, new Limits(1 << 20, 10, 1000, 64 << 20));
                var inbox = client.examine("INBOX")) {
            inbox.fetch(List.of(info(1, 5 << 20)), collected);
        }

        assertThat(collected.gone).containsExactly(1L);
    }

    @Test
    void bigMessageShouldBeRefusedWhenItGrowsBeyondWhatWasAnnounced() {
        var piece = "x".repeat(1 << 20);
        try (var server = opened("", command -> {
                    var origin = command.replaceAll(".*<(\\d+)\\..*", "$1");
                    return "* 1 FETCH (UID 1 BODY[]<" + origin + "> {" + piece.length() + "}\r\n" + piece
                            + ")\r\n$ OK\r\n";
                });
                var client = connect(server, new Limits(1 << 20, 10, 1000, 4 << 20));
                var inbox = client.examine("INBOX")) {
            inbox.fetch(List.of(info(1, 2000)), collected);
        }

        assertThat(collected.unreadable.get(1L).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void literalShouldNotBeAllocatedWhenItIsAnnouncedBeyondTheLimit() {
        for (var announced : List.of("1999999999", "2147483647")) {
            try (var server = opened("", command -> "* 1 FETCH (UID 1 BODY[] {" + announced + "}\r\nxxx");
                    var client = connect(server, new Limits(1 << 20, 10, 1000, 10_000));
                    var inbox = client.examine("INBOX")) {
                var thrown =
                        catchThrowableOfType(ImapException.class, () -> inbox.fetch(List.of(info(1, 300)), collected));

                assertThat(thrown.reason()).isIn(Reason.TOO_LARGE, Reason.CONNECTION_LOST);
                assertThatThrownBy(() -> inbox.search(0, null))
                        .as("out of step, so closed")
                        .isInstanceOf(ImapException.class);
            }
        }
    }

    /** The limit lies above TLS: whatever the bytes come through, no room is made for them. */
    @ParameterizedTest
    @EnumSource(
            value = Tls.class,
            names = {"SSL", "STARTTLS"})
    void literalShouldNotBeAllocatedWhenItIsAnnouncedUnderTls(Tls tls) {
        var identity = new Certificates().forHost("localhost");
        try (var server = ScriptedServer.start(dialogue -> {
                    if (tls == Tls.SSL) {
                        dialogue.startTls(identity);
                        dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1] ready");
                    } else {
                        dialogue.say("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready");
                        dialogue.say(tag(dialogue.read()) + " OK");
                        dialogue.startTls(identity);
                    }
                    dialogue.answerTagged(command -> {
                        if (command.startsWith("CAPABILITY")) {
                            return "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n$ OK\r\n";
                        }
                        if (command.startsWith("EXAMINE")) {
                            return "* 1 EXISTS\r\n* OK [UIDVALIDITY 1]\r\n$ OK\r\n";
                        }
                        return command.startsWith("UID FETCH")
                                ? "* 1 FETCH (UID 1 BODY[] {1999999999}\r\nxxx"
                                : "$ OK\r\n";
                    });
                });
                var client = ImapClient.connect(
                        server.address(tls),
                        new Credential.Password("ann", "secret"),
                        Timeouts.DEFAULT,
                        new Limits(1 << 20, 10, 1000, 10_000));
                var inbox = client.examine("INBOX")) {
            var thrown = catchThrowableOfType(ImapException.class, () -> inbox.fetch(List.of(info(1, 300)), collected));

            assertThat(thrown.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(client.isOpen()).isFalse();
        }
    }

    @Test
    void fetchShouldFailAsLostWhenConnectionDropsInTheMiddle() {
        try (var server = opened(
                        "",
                        command -> command.startsWith("UID FETCH 1")
                                ? body(1, "one") + "\r\n* BYE shutting down\r\n"
                                : "$ OK\r\n");
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            var thrown = catchThrowableOfType(
                    ImapException.class, () -> inbox.fetch(List.of(info(1, 3), info(2, 3)), collected));

            assertThat(thrown.temporary()).isTrue();
            assertThat(thrown.serverText()).contains("shutting down");
            assertThat(collected.digests).containsOnlyKeys(1L);
            assertThat(collected.gone).isEmpty();
        }
    }

    @Test
    void connectionShouldBeGivenUpWhenTheSinkThrows() {
        try (var server = opened("", command -> body(1, "one") + "\r\n" + body(2, "two") + "\r\n$ OK\r\n");
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            var broken = new MessageSink() {
                @Override
                public void accept(MessageInfo message, RawMessage raw) {
                    throw new IllegalStateException("database gone");
                }

                @Override
                public void gone(MessageInfo message) {}

                @Override
                public void unreadable(MessageInfo message, ImapException cause) {}
            };

            assertThatThrownBy(() -> inbox.fetch(List.of(info(1, 3), info(2, 3)), broken))
                    .hasMessage("database gone");
            assertThatThrownBy(() -> inbox.search(0, null)).isInstanceOf(ImapException.class);
        }
    }

    @Test
    void searchShouldDropTheLastMessageWhenServerMatchesItBelowTheRange() {
        try (var server = opened("", command -> "* SEARCH 7\r\n$ OK\r\n");
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.search(7, null)).isEmpty();
            assertThat(server.received()).anyMatch(line -> line.endsWith("UID SEARCH UID 8:*"));
        }
    }

    @Test
    void overviewShouldKeepMessageWhenItsDateMakesNoSense() {
        try (var server = opened("", command -> {
                    if (command.startsWith("UID SEARCH")) {
                        return "* SEARCH 1 2\r\n$ OK\r\n";
                    }
                    return command.contains("INTERNALDATE")
                            ? "* 1 FETCH (UID 1 RFC822.SIZE 10 INTERNALDATE \"yesterday\" FLAGS ())\r\n"
                                    + "* 2 FETCH (UID 2 RFC822.SIZE 20 INTERNALDATE \"17-Jul-2026 02:44:25 +0200\""
                                    + " FLAGS (\\Seen $Forwarded))\r\n$ OK\r\n"
                            : "* 1 FETCH (UID 1 RFC822.SIZE 10)\r\n$ OK\r\n";
                });
                var client = connect(server);
                var inbox = client.examine("INBOX")) {
            var found = new ArrayList<MessageInfo>();
            inbox.overview(0, Long.MAX_VALUE, found::add);

            assertThat(found).extracting(MessageInfo::uid).containsExactly(1L, 2L);
            assertThat(found.getFirst().internalDate()).isNull();
            assertThat(found.getLast().internalDate()).isEqualTo("2026-07-17T00:44:25Z");
            assertThat(found.getLast().flags()).containsExactlyInAnyOrder("\\Seen", "$Forwarded");
        }
    }

    @Test
    void moveShouldNeverExpungeOthersWhenServerHasNeitherMoveNorUidPlus() {
        try (var server = opened("", command -> "$ OK\r\n");
                var client = connect(server);
                var inbox = client.select("INBOX")) {
            assertThat(inbox.move(new long[] {3, 4, 5, 9}, "Erledigt & mehr")).isEqualTo(Removal.FLAGGED);

            assertThat(server.received())
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .containsSubsequence(
                            "UID COPY 3:5,9 \"Erledigt &- mehr\"", "UID STORE 3:5,9 +FLAGS.SILENT (\\Deleted)")
                    .noneMatch(line -> line.contains("EXPUNGE"));
        }
    }

    @Test
    void moveShouldStayWithinTheCommandLineLimitWhenUidsAreManyAndSparse() {
        try (var server = opened("MOVE", command -> "$ OK\r\n");
                var client = connect(server);
                var inbox = client.select("INBOX")) {
            inbox.move(
                    LongStream.range(0, 3000).map(i -> 4_000_000_000L + 3 * i).toArray(), "Target");

            assertThat(server.received())
                    .filteredOn(line -> line.contains("UID MOVE"))
                    .hasSizeGreaterThan(4);
            assertThat(server.received())
                    .allSatisfy(line -> assertThat(line.length()).isLessThan(8192));
        }
    }

    @Test
    void moveShouldSayMailboxIsMissingWhenServerSuggestsToCreateIt() {
        try (var server = opened("MOVE", command -> "$ NO [TRYCREATE] no such mailbox\r\n");
                var client = connect(server);
                var inbox = client.select("INBOX")) {
            var thrown = catchThrowableOfType(ImapException.class, () -> inbox.move(new long[] {1}, "Target"));

            assertThat(thrown.reason()).isEqualTo(Reason.MAILBOX_MISSING);
        }
    }

    @Test
    void examineShouldBeRefusedWhenUidsDoNotLast() {
        try (var server = ScriptedServer.imap("", command -> "* 1 EXISTS\r\n$ OK\r\n");
                var client = connect(server)) {
            var thrown = catchThrowableOfType(ImapException.class, () -> client.examine("INBOX"));

            assertThat(thrown.reason()).isEqualTo(Reason.PROTOCOL);
            assertThat(thrown).hasMessageContaining("UIDVALIDITY");
        }
    }

    @Test
    void closeShouldNotWaitWhenServerHasFallenSilent() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1] ready");
            while (dialogue.read() != null) {
                // and not a word more
            }
        })) {
            var client = connect(server);
            var before = System.nanoTime();

            client.close();
            client.close();

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static ScriptedServer opened(String capabilities, Function<String, String> answers) {
        return ScriptedServer.imap(
                capabilities,
                command -> command.startsWith("EXAMINE") || command.startsWith("SELECT")
                        ? "* 9 EXISTS\r\n* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT 10]\r\n$ OK\r\n"
                        : answers.apply(command));
    }

    private static ImapClient connect(ScriptedServer server) {
        return connect(server, Limits.DEFAULT);
    }

    private static ImapClient connect(ScriptedServer server, Limits limits) {
        return ImapClient.connect(server.address(), new Credential.None(), SHORT, limits);
    }

    private static MessageInfo info(long uid, long size) {
        return new MessageInfo(uid, size, null, Set.of());
    }

    private static String body(long uid, String text) {
        return "* " + uid + " FETCH (UID " + uid + " BODY[] {" + text.length() + "}\r\n" + text + ")";
    }

    private static String tag(String line) {
        return line.substring(0, line.indexOf(' '));
    }
}
