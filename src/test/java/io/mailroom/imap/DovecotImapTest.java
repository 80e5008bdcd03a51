package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapException.Reason;
import io.mailroom.testsupport.DovecotServer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class DovecotImapTest implements ImapContract {

    private static DovecotServer dovecot;

    private String user;

    @BeforeAll
    static void start() {
        dovecot = DovecotServer.start();
    }

    @AfterAll
    static void stop() {
        if (dovecot != null) {
            dovecot.close();
        }
    }

    @BeforeEach
    void newUser(TestInfo test) {
        user = test.getTestMethod().orElseThrow().getName().toLowerCase();
    }

    @Override
    public MailServer server() {
        return dovecot.plain();
    }

    @Override
    public Credential.Password user() {
        return new Credential.Password(user, DovecotServer.PASSWORD);
    }

    @Override
    public void deliver(String mailbox, List<byte[]> messages) {
        dovecot.deliver(user, mailbox, messages);
    }

    @Test
    void mailboxOfSentMailsShouldBeKnownWithoutAskingForFigures() {
        try (var client = connect()) {
            assertThat(client.listWithUses())
                    .filteredOn(mailbox -> SpecialUse.of(mailbox).equals(Optional.of(SpecialUse.SENT)))
                    .extracting(MailboxInfo::name)
                    .containsExactly("Sent");
        }
    }

    @Test
    void overviewShouldAscendWhenMailboxFillsSeveralWindows() {
        deliver(
                "INBOX",
                IntStream.range(0, 2300).mapToObj(i -> Messages.ofSize(i, 10)).toList());

        try (var client = connect();
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.exists()).isEqualTo(2300);
            assertThat(overview(inbox))
                    .hasSize(2300)
                    .extracting(MessageInfo::uid)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(inbox.search(2290, null)).hasSize(10);
        }
    }

    @Test
    void uidValidityShouldDifferWhenServerNumberedTheMailboxAnew() {
        deliver("INBOX", List.of(Messages.ofSize(1, 10), Messages.ofSize(2, 10)));

        long before;
        try (var client = connect();
                var inbox = client.select("INBOX")) {
            before = inbox.uidValidity();
            inbox.delete(new long[] {1});
        }
        dovecot.renumber(user, "INBOX");

        try (var client = connect();
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.uidValidity()).isNotEqualTo(before);
            assertThat(inbox.search(0, null)).containsExactly(1);
        }
    }

    @Test
    void mailboxesShouldBeFoundWhenSeparatorIsSlash() {
        try (var server = DovecotServer.start(DovecotServer.Options.standard().withSeparator('/'))) {
            server.deliver("ann", "Ablage/Überweisungen/Größe", Messages.ofSize(1, 100));

            try (var client = ImapClient.connect(server.plain(), password("ann"), Timeouts.DEFAULT)) {
                assertThat(client.separator()).isEqualTo('/');
                assertThat(client.children("Ablage"))
                        .extracting(MailboxInfo::name)
                        .contains("Ablage/Überweisungen/Größe");
                assertThat(client.examine("Ablage/Überweisungen/Größe").exists())
                        .isEqualTo(1);

                var thrown = catchThrowableOfType(ImapException.class, () -> client.examine("Ablage.Überweisungen"));
                assertThat(thrown.reason()).isEqualTo(Reason.MAILBOX_MISSING);
                assertThat(thrown).hasMessageContaining("puts '/' between the levels");
            }
        }
    }

    @Test
    void listShouldTellSpecialUseAndWhatCannotBeOpened() {
        deliver("Eltern.Kind", List.of(Messages.ofSize(1, 10)));

        try (var client = connect()) {
            var listed = client.list();

            assertThat(listed)
                    .filteredOn(mailbox -> mailbox.has("\\sent"))
                    .extracting(MailboxInfo::name)
                    .containsExactly("Sent");
            assertThat(listed)
                    .filteredOn(mailbox -> !mailbox.selectable())
                    .extracting(MailboxInfo::name)
                    .containsExactly("Eltern");
            assertThat(client.children("Eltern")).extracting(MailboxInfo::name).containsExactly("Eltern.Kind");
        }
    }

    @Test
    void moveShouldCopyAndExpungeWhenServerLacksMove() {
        try (var server = withCapabilities("IMAP4rev1 SASL-IR LITERAL+ UIDPLUS")) {
            server.deliver("ann", "INBOX", Messages.ofSize(1, 10), Messages.ofSize(2, 10));
            server.deliver("ann", "Done");

            try (var client = ImapClient.connect(server.plain(), password("ann"), Timeouts.DEFAULT);
                    var inbox = client.select("INBOX")) {
                assertThat(inbox.move(new long[] {1}, "Done")).isEqualTo(Removal.REMOVED);
                assertThat(inbox.search(0, null)).containsExactly(2);
                assertThat(client.status("Done").messages()).isEqualTo(1);
            }
        }
    }

    @Test
    void deleteShouldOnlyFlagWhenServerLacksUidPlus() {
        try (var server = withCapabilities("IMAP4rev1 SASL-IR LITERAL+")) {
            server.deliver("ann", "INBOX", Messages.ofSize(1, 10), Messages.ofSize(2, 10));
            server.deliver("ann", "Done");

            try (var client = ImapClient.connect(server.plain(), password("ann"), Timeouts.DEFAULT);
                    var inbox = client.select("INBOX")) {
                assertThat(inbox.move(new long[] {1}, "Done")).isEqualTo(Removal.FLAGGED);
                assertThat(inbox.delete(new long[] {2})).isEqualTo(Removal.FLAGGED);
                assertThat(overview(inbox))
                        .hasSize(2)
                        .allSatisfy(info -> assertThat(info.flags()).contains("\\Deleted"));
                assertThat(client.status("Done").messages()).isEqualTo(1);
            }
            assertThat(server.files("ann", "INBOX"))
                    .as("logging out expunges nothing")
                    .hasSize(2);
        }
    }

    private static DovecotServer withCapabilities(String capabilities) {
        return DovecotServer.start(
                DovecotServer.Options.standard().withConfiguration("imap_capability = " + capabilities));
    }

    private static Credential password(String user) {
        return new Credential.Password(user, DovecotServer.PASSWORD);
    }
}
