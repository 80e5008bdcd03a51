package io.mailroom.scan;

import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.MessageInfo;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.search.SubjectTerm;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.iap.Literal;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.jspecify.annotations.Nullable;

/** Somebody's mailboxes on a server, filled and looked into by another mail program than ours, over IMAP. */
record Postbox(MailServer server, String user, String password) {

    void deliver(String mailbox, Letter... letters) {
        for (var letter : letters) {
            append(mailbox, new Flags(), null, letter.raw());
        }
    }

    void deliverAt(Instant arrived, Letter letter) {
        append("INBOX", new Flags(), Date.from(arrived), letter.raw());
    }

    /** As another mail program does that expunges later. */
    void deliverFlagged(Letter letter, Flags.Flag flag) {
        append("INBOX", new Flags(flag), null, letter.raw());
    }

    /** As another mail program sets or takes a flag of all mails with that subject. */
    void flag(String mailbox, String subject, Flags.Flag flag, boolean set) {
        within(mailbox, folder -> {
            folder.open(Folder.READ_WRITE);
            for (var message : folder.search(new SubjectTerm(subject))) {
                message.setFlag(flag, set);
            }
            folder.close(false);
        });
    }

    void make(String mailbox) {
        within(mailbox, folder -> {});
    }

    List<MessageInfo> list(String mailbox) {
        var found = new ArrayList<MessageInfo>();
        try (var client = client();
                var opened = client.examine(mailbox)) {
            opened.overview(0, Long.MAX_VALUE, found::add);
        }
        return found;
    }

    int count(String mailbox) {
        return list(mailbox).size();
    }

    boolean has(String mailbox) {
        try (var client = client()) {
            return client.exists(mailbox);
        }
    }

    char separator() {
        try (var client = client()) {
            return client.separator();
        }
    }

    private ImapClient client() {
        return ImapClient.connect(server, new Credential.Password(user, password), Timeouts.DEFAULT);
    }

    private void append(String mailbox, Flags flags, @Nullable Date arrived, byte[] raw) {
        within(
                mailbox,
                folder -> folder.doCommand(protocol -> {
                    protocol.append(mailbox, flags, arrived, new Bytes(raw));
                    return null;
                }));
    }

    private interface Act {
        void on(IMAPFolder folder) throws MessagingException;
    }

    private void within(String mailbox, Act act) {
        var session = Session.getInstance(new Properties());
        try (var store = session.getStore("imap")) {
            store.connect(server.host(), server.port(), user, password);
            var folder = (IMAPFolder) store.getFolder(mailbox);
            if (!folder.exists()) {
                folder.create(Folder.HOLDS_MESSAGES);
            }
            act.on(folder);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Bytes(byte[] raw) implements Literal {
        @Override
        public int size() {
            return raw.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(raw);
        }
    }
}
