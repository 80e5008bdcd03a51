package io.mailroom.scan;

import io.mailroom.imap.ImapException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a preview has found so far. Found by one thread, and told by another that may have lost patience with it. */
final class PreviewFindings {

    private final Instant deadline;
    private final Clock clock;
    private final Map<String, PreviewView.Mailbox> mailboxes = new LinkedHashMap<>();

    /** By mailbox, and in each by UID. */
    private final Map<String, TreeMap<Long, PreviewView.Mail>> mails = new LinkedHashMap<>();

    /** Mails that would have become items. */
    private final Set<ByteBuffer> before = new HashSet<>();

    private boolean cutShort;

    PreviewFindings(Instant deadline, Clock clock) {
        this.deadline = deadline;
        this.clock = clock;
    }

    synchronized void add(PreviewView.Mailbox mailbox) {
        mailboxes.put(mailbox.name(), mailbox);
    }

    synchronized void add(PreviewView.Mail mail) {
        mails.computeIfAbsent(mail.mailbox(), name -> new TreeMap<>()).put(mail.uid(), mail);
    }

    /** @param key equal for mails of which only one becomes an item */
    synchronized boolean isFirst(ByteBuffer key) {
        return before.add(key);
    }

    synchronized boolean isEmpty() {
        return mailboxes.isEmpty();
    }

    /** Asked before everything that takes time. */
    synchronized boolean timeIsUp() {
        cutShort |= !clock.instant().isBefore(deadline);
        return cutShort;
    }

    synchronized void cutShort() {
        cutShort = true;
    }

    /** @return whether it could be done; if not, the others can still be looked into */
    boolean inOne(String mailbox, Runnable work) {
        try {
            work.run();
            return true;
        } catch (ImapException e) {
            if (!ScannedMailboxes.isOfOneOnly(e)) {
                throw e;
            }
            failed(mailbox, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private synchronized void failed(String mailbox, String error) {
        var counted = mailboxes.get(mailbox);
        add(new PreviewView.Mailbox(
                mailbox, counted == null ? 0 : counted.total(), counted == null ? 0 : counted.left(), error));
    }

    synchronized PreviewView view() {
        return new PreviewView(
                mails.values().stream()
                        .map(TreeMap::values)
                        .flatMap(Collection::stream)
                        .toList(),
                List.copyOf(mailboxes.values()),
                !cutShort);
    }
}
