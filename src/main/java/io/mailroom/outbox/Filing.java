package io.mailroom.outbox;

import io.mailroom.blob.BlobStore;
import io.mailroom.imap.AppendSource;
import io.mailroom.imap.HeaderSink;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.Mailbox;
import io.mailroom.imap.MailboxInfo;
import io.mailroom.mime.MessageParser;
import io.mailroom.settings.MailServers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Does errands among the sent mails over one connection. Blocking, for one thread. */
final class Filing {

    /** So many of the latest mails are looked through by ourselves. */
    private static final int MOST_HEADERS = 1000;

    private static final String NO_MAILBOX =
            "The server names no mailbox for sent mails, and none is called so. Name one in sentMailbox.mailbox of the"
                    + " SMTP setting.";

    private final SentCopies copies;
    private final BlobStore blobs;
    private final ImapClient client;
    private final String setting;
    private final UUID run = UUID.randomUUID();
    private @Nullable List<MailboxInfo> mailboxes;

    /** @param setting the name of the IMAP setting */
    Filing(SentCopies copies, BlobStore blobs, ImapClient client, String setting) {
        this.copies = copies;
        this.blobs = blobs;
        this.client = client;
        this.setting = setting;
    }

    /**
     * @throws ImapException when the server does not do what is needed
     * @throws java.io.UncheckedIOException when the message cannot be read, or another run has taken over
     */
    void run(Errand errand) {
        var mailbox = mailbox(errand);
        if (mailbox.isEmpty()) {
            copies.failed(errand, NO_MAILBOX);
        } else if (errand.sought()) {
            look(errand, mailbox.get());
        } else {
            store(errand, mailbox.get());
        }
    }

    private Optional<String> mailbox(Errand errand) {
        if (errand.mailbox() != null) {
            return Optional.of(errand.mailbox());
        }
        if (mailboxes == null) {
            mailboxes = client.listWithUses();
        }
        return SentMailboxName.among(mailboxes);
    }

    private void look(Errand errand, String mailbox) {
        if (has(mailbox, errand)) {
            copies.found(
                    errand,
                    mailbox,
                    "Whether the server had taken it was not known. But it is in the mailbox " + mailbox + " of "
                            + setting + ", so it was sent.");
        } else {
            copies.notFound(errand, meaning(errand, mailbox));
        }
    }

    /** Elsewhere a mail is among the sent ones when a mail program puts it there, and none did. */
    private @Nullable String meaning(Errand errand, String mailbox) {
        return errand.smtpHost() != null && MailServers.keepsSentMail(errand.smtpHost())
                ? "It is not in the mailbox " + mailbox + " of " + setting
                        + ", where the provider puts what it has sent: most likely it was not sent."
                : null;
    }

    /** A run that was stopped between storing a copy and writing that down has left it there. */
    private void store(Errand errand, String mailbox) {
        if (has(mailbox, errand) || append(errand, mailbox)) {
            copies.stored(errand, mailbox);
        }
    }

    private boolean append(Errand errand, String mailbox) {
        if (!copies.begin(errand, run)) {
            return false;
        }
        client.append(mailbox, errand.message().date(), new WhileOurs(errand));
        return true;
    }

    private boolean has(String mailbox, Errand errand) {
        try (var opened = client.examine(mailbox)) {
            return opened.searchMessageId(errand.message().id()).length > 0
                    || errand.tries() > 0 && !errand.sought() && hasHeader(opened, errand.message());
        }
    }

    /** What was stored a moment ago may not be in the server's index yet. */
    private static boolean hasHeader(Mailbox opened, Errand.Message message) {
        var uids = opened.search(0, message.dayBefore());
        var latest = Arrays.copyOfRange(uids, Math.max(0, uids.length - MOST_HEADERS), uids.length);
        var found = new AtomicBoolean();
        opened.fetchHeaders(latest, new HeaderSink() {
            @Override
            public void accept(long uid, ByteBuffer header) {
                if (message.id().equals(MessageParser.header(header).messageId())) {
                    found.set(true);
                }
            }

            @Override
            public void gone(long uid) {}

            @Override
            public void unreadable(long uid, ImapException cause) {
                // Another mail: ours is plain.
            }
        });
        return found.get();
    }

    /** A message that the server gets the whole of only while no other run is about to store it. */
    private final class WhileOurs implements AppendSource {

        private final Errand errand;

        WhileOurs(Errand errand) {
            this.errand = errand;
        }

        @Override
        public long size() {
            return errand.message().size();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            var hash = errand.message().hash();
            try (var in = blobs.open(hash, 0, size() - 1)) {
                in.transferTo(out);
            }
            if (!copies.isOurs(errand, run)) {
                throw new IOException("another run stores the copy");
            }
            try (var last = blobs.open(hash, size() - 1, 1)) {
                last.transferTo(out);
            }
        }
    }
}
