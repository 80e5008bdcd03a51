package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.imap.ImapClient;
import io.mailroom.item.KnownMails;
import io.mailroom.settings.ImapVisits;
import io.mailroom.settings.MailServers;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Tells what the next run of some settings would do, from connecting to the last mail, and changes nothing: mailboxes are
 * opened read-only, and no row is written. Blocking; on a virtual thread.
 */
@ApplicationScoped
class Preview {

    private static final int USUAL = 20;

    private final ScanTasks tasks;
    private final ScanTargets targets;
    private final ImapVisits visits;
    private final Transactions transactions;
    private final Database database;
    private final KnownMails known;
    private final ScanConfig config;
    private final Clock clock;

    Preview(
            ScanTasks tasks,
            ScanTargets targets,
            ImapVisits visits,
            Transactions transactions,
            Database database,
            KnownMails known,
            ScanConfig config,
            Clock clock) {
        this.tasks = tasks;
        this.targets = targets;
        this.visits = visits;
        this.transactions = transactions;
        this.database = database;
        this.known = known;
        this.config = config;
        this.clock = clock;
    }

    /** @throws Problem 422 for settings that could not be saved either, 502 when the server gave nothing to tell of */
    PreviewView of(Caller caller, ScanTaskInput input) {
        var target = transactions
                .await(() -> tasks.planned(caller, input).chain(targets::of))
                .orElseThrow(() -> Problem.conflict("The connection was deleted in this moment."));
        int limit = Objects.requireNonNullElse(input.limit(), USUAL);
        var findings = new PreviewFindings(clock.instant().plus(config.previewTime()), clock);
        var setting =
                new MailServers.Imap(target.imap().id(), target.connection(), target.server(), target.credentials());
        try {
            visits.visit(caller.accountId(), setting, "The mailboxes could not be looked into", client -> {
                look(client, target, limit, findings);
                return findings;
            });
        } catch (Problem e) {
            if (e.status() != 502 || findings.isEmpty()) {
                throw e;
            }
            findings.cutShort();
        }
        return findings.view();
    }

    private void look(ImapClient client, ScanTarget target, int limit, PreviewFindings findings) {
        var mailboxes = new ArrayList<MailboxPreview>();
        for (String name : ScannedMailboxes.of(client, target)) {
            if (findings.timeIsUp()) {
                return;
            }
            var mailbox = new MailboxPreview(target, name, database, known, config, findings);
            if (findings.inOne(name, () -> mailbox.count(client, clock.instant()))) {
                mailboxes.add(mailbox);
            }
        }
        var shares = shares(mailboxes, limit);
        for (int i = 0; i < mailboxes.size(); i++) {
            int share = shares[i];
            var mailbox = mailboxes.get(i);
            if (share > 0 && !findings.timeIsUp()) {
                findings.inOne(mailbox.name(), () -> mailbox.read(client, share, clock.instant()));
            }
        }
        var maybeKnown = known.perhaps(
                target.owner().collectiveId(),
                mailboxes.stream()
                        .flatMap(mailbox -> mailbox.headers().stream())
                        .toList());
        for (var mailbox : mailboxes) {
            findings.inOne(mailbox.name(), () -> mailbox.decide(client, maybeKnown));
        }
    }

    /** As a run does: the same for each, and what one has no use for goes to the others. */
    private static int[] shares(List<MailboxPreview> mailboxes, int limit) {
        var shares = new int[mailboxes.size()];
        int left = limit;
        for (boolean given = true; left > 0 && given; ) {
            given = false;
            int wanting = 0;
            for (int i = 0; i < shares.length; i++) {
                wanting += mailboxes.get(i).left() > shares[i] ? 1 : 0;
            }
            int each = Math.max(1, left / Math.max(1, wanting));
            for (int i = 0; i < shares.length && left > 0; i++) {
                int more = Math.min(Math.min(each, left), mailboxes.get(i).left() - shares[i]);
                shares[i] += more;
                left -= more;
                given |= more > 0;
            }
        }
        return shares;
    }
}
