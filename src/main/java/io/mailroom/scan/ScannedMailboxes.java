package io.mailroom.scan;

import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.imap.MailboxInfo;
import java.util.LinkedHashSet;
import java.util.List;

/** Which mailboxes a run looks at. Blocking. */
final class ScannedMailboxes {

    /** A tree of mailboxes beyond this is cut off. */
    private static final int MOST = 1000;

    private ScannedMailboxes() {}

    /** Each once, in the order of the settings; where mails are moved to is never scanned. */
    static List<String> of(ImapClient client, ScanTarget target) {
        var names = new LinkedHashSet<String>();
        boolean trash = target.actions().trash();
        var listed = target.recursively() || trash ? client.list() : List.<MailboxInfo>of();
        for (String folder : target.folders()) {
            // Some names are only there to hold others.
            if (listed.stream().noneMatch(it -> it.name().equals(folder) && !it.selectable())) {
                names.add(folder);
            }
            if (target.recursively()) {
                listed.stream()
                        .filter(MailboxInfo::selectable)
                        .filter(it -> it.name().startsWith(folder + it.separator()))
                        .map(MailboxInfo::name)
                        .forEach(names::add);
            }
        }
        names.removeAll(target.actions().mailboxes());
        if (trash) {
            Afterwards.trash(listed).ifPresent(names::remove);
        }
        return names.stream().limit(MOST).toList();
    }

    /** The next mailbox may be fine; if it is not, because the connection is gone, it says so. */
    static boolean isOfOneOnly(ImapException e) {
        return switch (e.reason()) {
            case MAILBOX_MISSING, NOT_PERMITTED, COMMAND_REFUSED, PROTOCOL, QUOTA, TOO_LARGE, UNAVAILABLE -> true;
            default -> false;
        };
    }
}
