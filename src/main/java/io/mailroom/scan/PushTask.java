package io.mailroom.scan;

import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.health.Connection;
import io.mailroom.imap.ImapClient;
import java.util.List;
import java.util.UUID;

/** A task as the room that watches its mailboxes needs it. */
public final class PushTask {

    private final ScanTarget target;

    PushTask(ScanTarget target) {
        this.target = target;
    }

    public UUID id() {
        return target.taskId();
    }

    public Connection connection() {
        return target.imap();
    }

    public MailServer server() {
        return target.server();
    }

    public CredentialSource credentials() {
        return target.credentials();
    }

    /** Whether the server has to be asked which mailboxes there are. */
    public boolean isTree() {
        return target.recursively() || target.actions().trash();
    }

    /** The mailboxes that are named. */
    public List<String> named() {
        return target.folders().stream()
                .filter(name -> !target.actions().mailboxes().contains(name))
                .toList();
    }

    /** The mailboxes that its runs look into. Blocking. */
    public List<String> listed(ImapClient client) {
        return ScannedMailboxes.of(client, target);
    }
}
