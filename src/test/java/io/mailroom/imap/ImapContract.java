package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What any IMAP server and we make of each other. */
interface ImapContract {

    MailServer server();

    /** A user with an empty INBOX, the same one throughout a test. */
    Credential.Password user();

    void deliver(String mailbox, List<byte[]> messages);

    default ImapClient connect() {
        return ImapClient.connect(server(), user(), Timeouts.DEFAULT);
    }

    default List<MessageInfo> overview(Mailbox mailbox) {
        var found = new ArrayList<MessageInfo>();
        mailbox.overview(0, Long.MAX_VALUE, found::add);
        return found;
    }

    @Test
    default void fetchShouldBeByteExactWhenFiveHundredMessagesAreMixed() {
        var messages = Messages.mixed(500);
        deliver("INBOX", messages);

        var collected = new Messages.Collected();
        List<MessageInfo> infos;
        try (var client = connect();
                var inbox = client.examine("INBOX")) {
            infos = overview(inbox);
            inbox.fetch(infos, collected);
        }

        assertThat(collected.digests.values())
                .containsExactlyInAnyOrderElementsOf(messages.stream()
                        .map(ByteBuffer::wrap)
                        .map(Messages::sha256)
                        .toList());
        assertThat(infos).extracting(MessageInfo::uid).isSorted().doesNotHaveDuplicates();
        assertThat(infos).extracting(MessageInfo::internalDate).doesNotContainNull();
        assertThat(infos).allSatisfy(info -> assertThat(info.flags()).doesNotContain("\\Seen"));
        assertThat(collected.gone).isEmpty();
        assertThat(collected.unreadable).isEmpty();
    }

    @Test
    default void appendedMessageShouldBeByteExactReadAndOfItsDate() {
        // Larger than any buffer on the way.
        var message = Messages.ofSize(7, 300_000);
        var date = Instant.parse("2026-03-02T09:00:04Z");
        deliver("INBOX", List.of(Messages.ofSize(1, 500)));

        var collected = new Messages.Collected();
        List<MessageInfo> infos;
        try (var client = connect()) {
            client.create("Copies");
            var appended = client.append("Copies", date, source(message));
            try (var copies = client.examine("Copies")) {
                infos = overview(copies);
                copies.fetch(infos, collected);
                appended.ifPresent(where -> {
                    assertThat(where.uidValidity()).isEqualTo(copies.uidValidity());
                    assertThat(where.uid()).isEqualTo(infos.getFirst().uid());
                });
                assertThat(appended.isPresent()).isEqualTo(client.has("UIDPLUS"));
            }
        }

        assertThat(collected.digests.values()).containsExactly(Messages.sha256(ByteBuffer.wrap(message)));
        assertThat(infos.getFirst().internalDate()).isEqualTo(date);
        assertThat(infos.getFirst().flags()).contains("\\Seen");
    }

    @Test
    default void messageShouldNotBeAppendedWhenItCannotBeReadToItsEnd() {
        var whole = Messages.ofSize(7, 300_000);

        try (var client = connect()) {
            client.create("Copies");
            assertThatThrownBy(() -> client.append("Copies", Instant.now(), new AppendSource() {
                        @Override
                        public long size() {
                            return whole.length;
                        }

                        @Override
                        public void writeTo(OutputStream out) throws IOException {
                            out.write(whole, 0, whole.length - 1);
                            throw new IOException("the rest is gone");
                        }
                    }))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseMessage("the rest is gone");
            assertThat(client.isOpen()).isFalse();
        }

        try (var client = connect();
                var copies = client.examine("Copies")) {
            assertThat(copies.exists()).isZero();
        }
    }

    @Test
    default void appendShouldFailWithThatReasonWhenThereIsNoSuchMailbox() {
        try (var client = connect()) {
            assertThatThrownBy(() -> client.append("Nowhere", Instant.now(), source(Messages.ofSize(1, 500))))
                    .isInstanceOfSatisfying(
                            ImapException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MAILBOX_MISSING));
            assertThat(client.answers()).as("the connection is still in step").isTrue();
        }
    }

    private static AppendSource source(byte[] message) {
        return new AppendSource() {
            @Override
            public long size() {
                return message.length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(message);
            }
        };
    }

    @Test
    default void messageShouldBeFoundByItsMessageId() {
        deliver("INBOX", List.of(Messages.ofSize(1, 500), Messages.ofSize(11, 500), Messages.ofSize(111, 500)));

        try (var client = connect();
                var inbox = client.examine("INBOX")) {
            var all = uids(overview(inbox));

            assertThat(inbox.searchMessageId("11@example.org")).containsExactly(all[1]);
            assertThat(inbox.searchMessageId("2@example.org")).isEmpty();
            assertThatThrownBy(() -> inbox.searchMessageId("a\" OR ALL")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void messagesShouldStayUnreadWhenFetched() {
        deliver("INBOX", List.of(Messages.ofSize(1, 500), Messages.ofSize(2, 500)));

        List<MessageInfo> after;
        try (var client = connect()) {
            try (var inbox = client.select("INBOX")) {
                var infos = overview(inbox);
                inbox.fetchHeaders(uids(infos), new Headers());
                inbox.fetch(infos, new Messages.Collected());
            }
            try (var inbox = client.examine("INBOX")) {
                after = overview(inbox);
            }
        }

        assertThat(after).hasSize(2).allSatisfy(info -> assertThat(info.flags()).doesNotContain("\\Seen"));
    }

    @Test
    default void fetchShouldStreamThroughFileWhenMessageIsBig() {
        // 2 MiB and a bit, exactly 3 MiB, and a small one in between.
        var messages = List.of(Messages.ofSize(1, (2 << 20) + 12_345), exactly(2, 3 << 20), Messages.ofSize(3, 2000));
        deliver("INBOX", messages);

        var collected = new Messages.Collected();
        var limits = new Limits(4L << 20, 200, 1L << 20, 64L << 20);
        try (var client = ImapClient.connect(server(), user(), Timeouts.DEFAULT, limits);
                var inbox = client.examine("INBOX")) {
            inbox.fetch(overview(inbox), collected);
        }

        assertThat(collected.unreadable).isEmpty();
        assertThat(collected.digests.values())
                .containsExactlyInAnyOrderElementsOf(messages.stream()
                        .map(ByteBuffer::wrap)
                        .map(Messages::sha256)
                        .toList());
    }

    @Test
    default void fetchShouldRefuseUnseenWhenMessageIsAnnouncedTooLarge() {
        deliver("INBOX", List.of(Messages.ofSize(1, 50_000), Messages.ofSize(2, 500)));

        var collected = new Messages.Collected();
        try (var client = ImapClient.connect(
                        server(), user(), Timeouts.DEFAULT, new Limits(4L << 20, 200, 10_000, 20_000));
                var inbox = client.examine("INBOX")) {
            inbox.fetch(overview(inbox), collected);
        }

        assertThat(collected.digests).hasSize(1);
        assertThat(collected.unreadable.values())
                .singleElement()
                .extracting(ImapException::reason)
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    default void fetchShouldReportGoneWhenMessageWasExpungedMeanwhile() {
        deliver("INBOX", List.of(Messages.ofSize(1, 500), Messages.ofSize(2, 500), Messages.ofSize(3, 500)));

        var collected = new Messages.Collected();
        var headers = new Headers();
        List<MessageInfo> infos;
        try (var client = connect();
                var other = connect()) {
            try (var inbox = other.examine("INBOX")) {
                infos = overview(inbox);
            }
            try (var inbox = client.select("INBOX")) {
                inbox.delete(new long[] {infos.get(1).uid()});
            }
            try (var inbox = other.examine("INBOX")) {
                inbox.fetch(infos, collected);
                inbox.fetchHeaders(uids(infos), headers);
            }
        }

        assertThat(collected.gone).containsExactly(infos.get(1).uid());
        assertThat(collected.digests)
                .containsOnlyKeys(infos.get(0).uid(), infos.get(2).uid());
        assertThat(headers.gone).containsExactly(infos.get(1).uid());
        assertThat(headers.found)
                .containsOnlyKeys(infos.get(0).uid(), infos.get(2).uid());
    }

    @Test
    default void fetchHeadersShouldLeaveBodiesBehind() {
        deliver("INBOX", List.of(Messages.ofSize(7, 60_000)));

        var headers = new Headers();
        try (var client = connect();
                var inbox = client.examine("INBOX")) {
            inbox.fetchHeaders(uids(overview(inbox)), headers);
        }

        assertThat(headers.found.values())
                .singleElement()
                .asString()
                .contains("Subject: number 7\r\n")
                .hasSizeLessThan(500);
    }

    @Test
    default void searchShouldBeEmptyWhenNothingLiesAboveTheLastUid() {
        deliver("INBOX", List.of(Messages.ofSize(1, 500), Messages.ofSize(2, 500)));

        try (var client = connect();
                var inbox = client.examine("INBOX")) {
            var all = inbox.search(0, null);

            assertThat(all).hasSize(2);
            assertThat(inbox.search(all[0], null)).containsExactly(all[1]);
            assertThat(inbox.search(all[1], null)).isEmpty();
            assertThat(inbox.search(0xFFFF_FFFFL, null)).isEmpty();
            assertThat(inbox.search(0, LocalDate.now().minusDays(2))).isEqualTo(all);
            assertThat(inbox.search(0, LocalDate.now().plusDays(2))).isEmpty();
        }
    }

    @Test
    default void mailboxShouldBeEmptyWhenNothingWasDelivered() {
        try (var client = connect();
                var inbox = client.examine("inbox")) {
            assertThat(inbox.exists()).isZero();
            assertThat(inbox.search(0, null)).isEmpty();
            assertThat(overview(inbox)).isEmpty();
            assertThat(inbox.uidValidity()).isPositive();
        }
    }

    @Test
    default void createShouldMakeMailboxWhenNameHasUmlautsAndLevels() {
        try (var client = connect()) {
            var separator = client.separator();
            var parent = "Entwürfe & Übriges";
            var child = parent + separator + "日本語";

            client.create(parent);
            client.create(child);
            client.create(child);

            assertThat(client.exists(child)).isTrue();
            assertThat(client.children(parent)).extracting(MailboxInfo::name).containsExactly(child);
            assertThat(client.list()).extracting(MailboxInfo::name).contains("INBOX", parent, child);
            assertThat(client.status(child).messages()).isZero();
            try (var mailbox = client.examine(child)) {
                assertThat(mailbox.exists()).isZero();
            }
        }
    }

    @Test
    default void examineShouldSaySoWhenMailboxIsMissing() {
        try (var client = connect()) {
            var thrown = catchThrowableOfType(ImapException.class, () -> client.examine("Nirgendwo"));

            assertThat(thrown.reason()).isEqualTo(Reason.MAILBOX_MISSING);
            assertThat(thrown.temporary()).isFalse();
            assertThat(thrown).hasMessageContaining("Nirgendwo");
            assertThat(client.exists("INBOX")).as("the connection goes on").isTrue();
        }
    }

    @Test
    default void moveShouldTakeOnlyTheGivenMessages() {
        deliver("INBOX", List.of(Messages.ofSize(1, 500), Messages.ofSize(2, 500), Messages.ofSize(3, 500)));

        try (var client = connect()) {
            client.create("Erledigt");
            try (var inbox = client.select("INBOX")) {
                var uids = inbox.search(0, null);
                assertThat(inbox.move(new long[] {uids[0], uids[2]}, "Erledigt"))
                        .isEqualTo(Removal.REMOVED);
                assertThat(inbox.search(0, null)).containsExactly(uids[1]);
            }
            assertThat(client.status("Erledigt").messages()).isEqualTo(2);
        }
    }

    @Test
    default void changesShouldBeRefusedWhenMailboxIsOnlyExamined() {
        deliver("INBOX", List.of(Messages.ofSize(1, 500)));

        try (var client = connect();
                var inbox = client.examine("INBOX")) {
            var thrown = catchThrowableOfType(ImapException.class, () -> inbox.delete(inbox.search(0, null)));

            assertThat(thrown.reason()).isEqualTo(Reason.NOT_PERMITTED);
            assertThat(inbox.search(0, null)).hasSize(1);
        }
    }

    @Test
    default void connectShouldBeRefusedWhenPasswordIsWrong() {
        var wrong = new Credential.Password(user().user(), "not the password");

        var thrown =
                catchThrowableOfType(ImapException.class, () -> ImapClient.connect(server(), wrong, Timeouts.DEFAULT));

        assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(thrown.temporary()).isFalse();
        assertThat(thrown).hasMessageContaining("Check user and password").hasMessageNotContaining("not the password");
    }

    private static long[] uids(List<MessageInfo> infos) {
        return infos.stream().mapToLong(MessageInfo::uid).toArray();
    }

    private static byte[] exactly(int number, int size) {
        var longer = Messages.ofSize(number, size);
        var exact = Arrays.copyOf(longer, size);
        exact[size - 2] = '\r';
        exact[size - 1] = '\n';
        return exact;
    }

    /** Header sections by UID. */
    final class Headers implements HeaderSink {

        final Map<Long, String> found = new HashMap<>();
        final List<Long> gone = new ArrayList<>();

        @Override
        public void accept(long uid, ByteBuffer header) {
            found.put(uid, StandardCharsets.UTF_8.decode(header).toString());
        }

        @Override
        public void gone(long uid) {
            gone.add(uid);
        }

        @Override
        public void unreadable(long uid, ImapException cause) {
            throw cause;
        }
    }

    @Test
    default void idleShouldEndWhenMailIsDelivered() {
        deliver("INBOX", List.of(Messages.ofSize(1, 500)));
        try (var client = connect();
                var inbox = client.examine("INBOX")) {
            long seen = inbox.uidNext() - 1;
            var delivery = Thread.startVirtualThread(() -> deliver("INBOX", List.of(Messages.ofSize(2, 500))));

            long newest = seen;
            for (int waited = 0; newest == seen && waited < 20; waited++) {
                assertThat(inbox.idle(Duration.ofSeconds(1))).isTrue();
                newest = inbox.newest(seen);
            }

            assertThat(newest).isGreaterThan(seen);
            assertThat(inbox.newest(newest)).isEqualTo(newest);
            assertThat(delivery.isAlive()).isFalse();
        }
    }
}
