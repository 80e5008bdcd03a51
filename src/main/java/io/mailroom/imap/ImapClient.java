package io.mailroom.imap;

import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialException;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Progress;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapException.Reason;
import jakarta.mail.Folder;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.iap.BadCommandException;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.imap.ResyncData;

/**
 * One authenticated connection to an IMAP server (RFC 9051). Blocking, for one thread; {@link #abort()} alone may be called
 * by another.
 */
public final class ImapClient implements AutoCloseable {

    private static final String CONDSTORE = "CONDSTORE";

    private final Wire wire;
    private final Credential credential;
    private final Limits limits;

    private ImapClient(Wire wire, Credential credential, Limits limits) {
        this.wire = wire;
        this.credential = credential;
        this.limits = limits;
    }

    /** Connects, secures the connection as the server's settings demand, and logs in. */
    public static ImapClient connect(MailServer server, Credential credential, Timeouts timeouts) {
        return connect(server, credential, timeouts, Limits.DEFAULT);
    }

    public static ImapClient connect(
            MailServer server, CredentialSource credentials, Timeouts timeouts, Limits limits) {
        return connect(server, credentials, timeouts, limits, Progress.NONE);
    }

    /** A credential that is refused is renewed where that can be done, and the new one tried once. */
    public static ImapClient connect(
            MailServer server, CredentialSource credentials, Timeouts timeouts, Limits limits, Progress progress) {
        try {
            var credential = credentials.current();
            try {
                return connect(server, credential, timeouts, limits, progress);
            } catch (ImapException e) {
                if (e.reason() != Reason.AUTHENTICATION) {
                    throw e;
                }
                return connect(
                        server, credentials.renewed(credential).orElseThrow(() -> e), timeouts, limits, progress);
            }
        } catch (CredentialException e) {
            throw ImapException.of(e);
        }
    }

    public static ImapClient connect(MailServer server, CredentialSource credentials, Timeouts timeouts) {
        return connect(server, credentials, timeouts, Limits.DEFAULT);
    }

    public static ImapClient connect(MailServer server, Credential credential, Timeouts timeouts, Limits limits) {
        return connect(server, credential, timeouts, limits, Progress.NONE);
    }

    private static ImapClient connect(
            MailServer server, Credential credential, Timeouts timeouts, Limits limits, Progress progress) {
        var wire = Wire.open(server, credential, timeouts, limits.longestResponse(), progress);
        var done = false;
        try {
            Login.run(wire, credential);
            wire.arrived();
            done = true;
            return new ImapClient(wire, credential, limits);
        } finally {
            if (!done) {
                wire.close();
            }
        }
    }

    /** Whether the server offers an extension, for example {@code MOVE}; in any case of letters. */
    public boolean has(String capability) {
        return wire.hasCapability(capability);
    }

    /** Every mailbox this user can see. */
    public List<MailboxInfo> list() {
        return list("*");
    }

    /** Every mailbox this user can see, with what it is for where the server can say that (RFC 6154). */
    public List<MailboxInfo> listWithUses() {
        return new ListingFetch(wire).mailboxes();
    }

    /** Every mailbox this user can see, with its figures, in as few round trips as the server allows. */
    public Listing listing() {
        return new ListingFetch(wire).run(separator());
    }

    /** All mailboxes below this one, at any depth, without itself. */
    public List<MailboxInfo> children(String name) {
        var parent = find(name);
        if (parent.isEmpty()) {
            return List.of();
        }
        var prefix = inbox(name) + parent.get().separator();
        return list(prefix + "*").stream()
                // The name may contain a wildcard of LIST itself.
                .filter(child -> child.name().startsWith(prefix))
                .toList();
    }

    /** Whether there is such a mailbox; the server's own separator is part of a name, INBOX is the same in any case. */
    public boolean exists(String name) {
        return find(name).filter(found -> !found.has("\\NonExistent")).isPresent();
    }

    /** What the server puts between the levels of a name. */
    public char separator() {
        return list("").stream().map(MailboxInfo::separator).findFirst().orElse('/');
    }

    /** Makes a mailbox, with the levels above it; one that is there already is fine. */
    public void create(String name) {
        try {
            wire.tell("create the mailbox " + name, () -> wire.create(inbox(name)));
        } catch (ImapException e) {
            if (wire.isClosed() || !exists(name)) {
                throw e;
            }
        }
        subscribe(name);
    }

    /** Most mail programs show subscribed mailboxes only. Servers that keep no subscriptions refuse, and need none. */
    private void subscribe(String name) {
        wire.tell("subscribe to " + name, () -> {
            try {
                wire.subscribe(inbox(name));
            } catch (CommandFailedException | BadCommandException onlyForDisplay) {
                // The mailbox is there, and that is what was asked for.
            }
        });
    }

    /** A mailbox's figures, without opening it. */
    public MailboxStatus status(String name) {
        return present(name, () -> {
            var status = wire.status(inbox(name), new String[] {"MESSAGES", "UIDNEXT", "UIDVALIDITY"});
            if (status == null) {
                throw new ProtocolException("no STATUS in the answer");
            }
            return new MailboxStatus(status.uidvalidity, status.uidnext, status.total);
        });
    }

    /** Opens a mailbox read-only: nothing we do in it, fetching included, changes a flag. */
    public Mailbox examine(String name) {
        var opened = present(name, () -> wire.examine(inbox(name)));
        return mailbox(name, opened, false);
    }

    /** Like {@link #examine(String)}, and asks for {@link Mailbox#highestModSeq} where the server has CONDSTORE. */
    public Mailbox examineWithModSeq(String name) {
        return wire.hasCapability(CONDSTORE)
                ? mailbox(name, present(name, () -> wire.examine(inbox(name), ResyncData.CONDSTORE)), false)
                : examine(name);
    }

    /** Opens a mailbox to move and delete messages in it. */
    public Mailbox select(String name) {
        return writable(name, present(name, () -> wire.select(inbox(name))));
    }

    /** Like {@link #select(String)}, and asks for {@link Mailbox#highestModSeq} where the server has CONDSTORE. */
    public Mailbox selectWithModSeq(String name) {
        return wire.hasCapability(CONDSTORE)
                ? writable(name, present(name, () -> wire.select(inbox(name), ResyncData.CONDSTORE)))
                : select(name);
    }

    private Mailbox writable(String name, org.eclipse.angus.mail.imap.protocol.MailboxInfo opened) {
        return mailbox(name, opened, opened.mode == Folder.READ_WRITE);
    }

    /**
     * Adds a message to a mailbox, as one that was read ({@code \Seen}). The server has all of it afterwards; or nothing, if
     * it says so.
     *
     * @param received its date of arrival (INTERNALDATE)
     * @return where it is, if the server tells (RFC 4315)
     * @throws UncheckedIOException when the message could not be read to its end: the server has nothing then, and the
     *     connection is closed
     */
    public Optional<Appended> append(String name, Instant received, AppendSource message) {
        return Append.run(wire, inbox(name), received, message);
    }

    /** Whether commands can still be given; false once a failure has cost us the connection. */
    public boolean isOpen() {
        return !wire.isClosed();
    }

    /**
     * Whether the credential that let us in has been replaced since. A server may then have ended the connection for that
     * alone, as some do when a token expires.
     */
    public boolean isOutdated(CredentialSource credentials) {
        try {
            return !credentials.current().equals(credential);
        } catch (CredentialException e) {
            throw ImapException.of(e);
        }
    }

    /** Whether the server is still there (NOOP). */
    public boolean answers() {
        try {
            wire.command("answer", "NOOP", null);
            return true;
        } catch (ImapException gone) {
            wire.hangUp();
            return false;
        }
    }

    /** Logs out as far as that is possible and frees the socket; never throws. */
    @Override
    public void close() {
        wire.close();
    }

    /** Frees the socket at once, from any thread; who is waiting on it gets an {@link ImapException}. */
    public void abort() {
        wire.abort();
    }

    /** {@code INBOX} is the one name without regard to case (RFC 9051 section 5.1). */
    static String inbox(String name) {
        return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    }

    private Mailbox mailbox(String name, org.eclipse.angus.mail.imap.protocol.MailboxInfo opened, boolean writable) {
        if (opened.uidvalidity < 0 || opened.uidNotSticky) {
            throw new ImapException(
                    Reason.PROTOCOL,
                    wire.server() + " gives the messages in " + name
                            + " no lasting numbers (UIDVALIDITY), so they cannot be told apart from one run to the next.");
        }
        return new Mailbox(wire, limits, inbox(name), opened, writable);
    }

    /** Servers say in many words, and seldom by a code, that a mailbox is not there: after a refusal LIST is asked. */
    private <T> T present(String name, Wire.Exchange<T> exchange) {
        try {
            return wire.ask("open the mailbox " + name, exchange);
        } catch (ImapException e) {
            var known = e.reason() == Reason.MAILBOX_MISSING;
            if (!known && (wire.isClosed() || e.temporary() || exists(name))) {
                throw e;
            }
            throw new ImapException(Reason.MAILBOX_MISSING, missing(name), e.serverText(), e);
        }
    }

    private String missing(String name) {
        var separator = separator();
        var text = "There is no mailbox " + name + " on " + wire.server() + ".";
        var foreign = separator == '.' ? '/' : '.';
        return name.indexOf(foreign) > 0
                ? text + " This server puts '" + separator + "' between the levels of a name, not '" + foreign + "'."
                : text + " Check its spelling: upper and lower case differ.";
    }

    private Optional<MailboxInfo> find(String name) {
        return list(inbox(name)).stream()
                .filter(found -> inbox(found.name()).equals(inbox(name)))
                .findFirst();
    }

    private List<MailboxInfo> list(String pattern) {
        var listed = wire.ask("list the mailboxes", () -> wire.list("", pattern));
        return listed == null
                ? List.of()
                : Arrays.stream(listed).map(MailboxInfo::of).toList();
    }
}
