package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapException.Reason;
import io.mailroom.imap.Listing.Counts;
import io.mailroom.imap.Listing.Entry;
import io.mailroom.testsupport.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of LIST and STATUS, whatever the server can do and however it answers. */
@Timeout(30)
class ListingTest {

    private static final Timeouts SHORT = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(3));

    private static final String ROOT = "* LIST (\\Noselect) \"/\" \"\"\r\n$ OK\r\n";

    @Test
    void oneRoundTripShouldDoWhenServerHasListStatus() {
        try (var server = listing(
                "LIST-EXTENDED LIST-STATUS SPECIAL-USE", command -> command.contains("RETURN") ? """
                            * LIST (\\HasNoChildren) "/" INBOX
                            * STATUS INBOX (MESSAGES 3 UNSEEN 1 UIDNEXT 9 UIDVALIDITY 7)
                            * LIST (\\Sent) "/" "Gesendete Objekte"
                            * STATUS "Gesendete Objekte" (MESSAGES 0 UNSEEN 0 UIDNEXT 1 UIDVALIDITY 4294967295)
                            * LIST (\\Noselect) "/" [Gmail]
                            $ OK
                            """ : "$ BAD\r\n")) {
            var listing = listing(server);

            assertThat(listing.complete()).isTrue();
            assertThat(listing.countsComplete()).isTrue();
            assertThat(listing.entries())
                    .extracting(entry -> entry.mailbox().name(), Entry::counts, ListingTest::use)
                    .containsExactly(
                            tuple("INBOX", new Counts(3L, 1L, 9L, 7L), Optional.of(SpecialUse.INBOX)),
                            tuple(
                                    "Gesendete Objekte",
                                    new Counts(0L, 0L, 1L, 4294967295L),
                                    Optional.of(SpecialUse.SENT)),
                            tuple("[Gmail]", null, Optional.empty()));
            assertThat(server.received())
                    .filteredOn(line -> line.contains("LIST") || line.contains("STATUS"))
                    .as("the separator, and all the rest")
                    .hasSize(2);
        }
    }

    @Test
    void eachMailboxShouldBeAskedWhenServerLacksListStatus() {
        try (var server = listing("", command -> switch (command) {
            case "LIST \"\" \"*\"" -> """
                            * LIST () "/" INBOX
                            * LIST () "/" "Entw&APw-rfe"
                            * LIST (\\Noselect) "/" Holder
                            $ OK
                            """;
            case "STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)" ->
                "* STATUS inbox (MESSAGES 2 UNSEEN 2)\r\n$ OK\r\n";
            case "STATUS Entw&APw-rfe (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)" ->
                "* STATUS \"Entw&APw-rfe\" (MESSAGES 1)\r\n$ OK\r\n";
            default -> "$ BAD " + command + "\r\n";
        })) {
            var listing = listing(server);

            assertThat(listing.entries())
                    .extracting(entry -> entry.mailbox().name(), Entry::counts, ListingTest::use)
                    .containsExactly(
                            tuple("INBOX", new Counts(2L, 2L, null, null), Optional.of(SpecialUse.INBOX)),
                            tuple("Entwürfe", new Counts(1L, null, null, null), Optional.empty()),
                            tuple("Holder", null, Optional.empty()));
            assertThat(listing.countsComplete()).isTrue();
        }
    }

    @Test
    void countShouldBeLeftOutWhenServerRefusesOneStatus() {
        try (var server = listing("", command -> {
            if (command.startsWith("LIST")) {
                return "* LIST () \"/\" A\r\n* LIST () \"/\" B\r\n* LIST () \"/\" C\r\n$ OK\r\n";
            }
            var name = command.substring("STATUS ".length()).charAt(0);
            return name == 'B'
                    ? "$ NO [NONEXISTENT] it went a moment ago\r\n"
                    : "* STATUS " + name + " (MESSAGES 5)\r\n$ OK\r\n";
        })) {
            var listing = listing(server);

            assertThat(listing.entries())
                    .extracting(entry -> entry.counts() != null)
                    .containsExactly(true, false, true);
            assertThat(listing.countsComplete()).isFalse();
            assertThat(listing.complete()).isTrue();
        }
    }

    @Test
    void countsShouldBeLeftOutWhenServerWouldHaveToBeAskedForTooMany() {
        try (var server = listing("", command -> names(201) + "$ OK\r\n")) {
            var listing = listing(server);

            assertThat(listing.entries())
                    .hasSize(201)
                    .allSatisfy(entry -> assertThat(entry.counts()).isNull());
            assertThat(listing.countsComplete()).isFalse();
            assertThat(server.received()).noneMatch(line -> line.contains("STATUS"));
        }
    }

    @Test
    void namesShouldBeBoundedWhenServerNeverStops() {
        try (var server = listing("", command -> names(10_100) + "$ OK\r\n")) {
            var listing = listing(server);

            assertThat(listing.entries()).hasSize(10_000);
            assertThat(listing.complete()).isFalse();
        }
    }

    @Test
    void plainListShouldBeAskedWhenServerRefusesWhatItOffers() {
        try (var server = listing("LIST-EXTENDED LIST-STATUS SPECIAL-USE", command -> {
            if (command.contains("RETURN")) {
                return "$ BAD Error in IMAP command LIST\r\n";
            }
            return command.startsWith("LIST")
                    ? "* LIST () \"/\" INBOX\r\n$ OK\r\n"
                    : "* STATUS INBOX (MESSAGES 1)\r\n$ OK\r\n";
        })) {
            assertThat(listing(server).entries())
                    .extracting(Entry::counts)
                    .containsExactly(new Counts(1L, null, null, null));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "\\AllMail, ALL",
        "\\All, ALL",
        "\\Spam, JUNK",
        "\\JUNK, JUNK",
        "\\Starred, FLAGGED",
        "\\Important, IMPORTANT",
        "\\Trash, TRASH",
        "\\Inbox, INBOX",
        "\\Archive, ARCHIVE",
    })
    void specialUseShouldBeUnderstoodInTheWordsOfXlist(String attribute, SpecialUse use) {
        try (var server = listing(
                "XLIST",
                command -> command.startsWith("XLIST")
                        ? "* XLIST (\\HasNoChildren " + attribute + ") \"/\" Irgendwas\r\n$ OK\r\n"
                        : "$ NO\r\n")) {
            assertThat(listing(server).entries()).extracting(ListingTest::use).containsExactly(Optional.of(use));
        }
    }

    @Test
    void specialUseShouldNotBeGuessedFromNames() {
        try (var server = listing(
                "",
                command -> command.startsWith("LIST")
                        ? "* LIST () \"/\" Sent\r\n* LIST () \"/\" Trash\r\n$ OK\r\n"
                        : "$ NO\r\n")) {
            assertThat(listing(server).entries())
                    .hasSize(2)
                    .extracting(ListingTest::use)
                    .containsOnly(Optional.empty());
        }
    }

    @Test
    void otherMailboxesShouldBeListedWhenOneAnswerIsUnreadable() {
        try (var server = listing("", command -> command.startsWith("LIST") ? """
                        * LIST () "/" A
                        * LIST () "
                        * LIST (
                        * LIST () "/" "a \\"quoted\\" \\\\ name"
                        * LIST () NIL {5}
                        li*er
                        $ OK
                        """ : "$ NO\r\n")) {
            var listing = listing(server);

            assertThat(listing.entries())
                    .extracting(entry -> entry.mailbox().name())
                    .contains("A", "a \"quoted\" \\ name", "li*er");
            assertThat(listing.complete()).isFalse();
        }
    }

    @Test
    void refusalShouldBeToldWhenServerDoesNotList() {
        try (var server = listing("", command -> "$ NO [UNAVAILABLE] come back at nine\r\n")) {
            var thrown = catchThrowableOfType(ImapException.class, () -> listing(server));

            assertThat(thrown.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(thrown).hasMessageContaining("come back at nine");
        }
    }

    @Test
    void connectionShouldBeLostWhenServerSaysGoodbyeMeanwhile() {
        try (var server = listing("", command -> "* LIST () \"/\" A\r\n* BYE shutting down\r\n")) {
            var thrown = catchThrowableOfType(ImapException.class, () -> listing(server));

            assertThat(thrown.temporary()).isTrue();
            assertThat(thrown).hasMessageContaining("shutting down");
        }
    }

    private static String names(int number) {
        var names = new StringBuilder();
        IntStream.range(0, number)
                .forEach(i -> names.append("* LIST () \"/\" box").append(i).append("\r\n"));
        return names.toString();
    }

    private static Optional<SpecialUse> use(Entry entry) {
        return SpecialUse.of(entry.mailbox());
    }

    private static Listing listing(ScriptedServer server) {
        try (var client = ImapClient.connect(server.address(), new Credential.None(), SHORT)) {
            return client.listing();
        }
    }

    /** Asked for its separator, it says a slash; for everything else the function answers. */
    private static ScriptedServer listing(String capabilities, Function<String, String> answers) {
        return ScriptedServer.imap(
                capabilities,
                command -> List.of("LIST \"\" \"\"", "LOGOUT").contains(command)
                        ? ROOT
                        : answers.apply(command).replaceAll("\r?\n", "\r\n"));
    }
}
