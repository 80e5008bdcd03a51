package io.mailroom.scan;

import static io.mailroom.scan.Imports.aTask;
import static io.mailroom.scan.Letter.aLetter;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.retention.Pace;
import io.mailroom.scan.Imports.Limited;
import io.mailroom.testsupport.User;
import io.vertx.sqlclient.Row;
import jakarta.mail.Flags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What importing does, whatever the server. */
abstract class ScanContract extends ScanLane {

    @Test
    void variedMailsShouldBecomeItems() {
        box.deliver(
                "INBOX",
                aLetter().withSubject("Plain"),
                aLetter().withSubject("=?utf-8?q?Gr=C3=BC=C3=9Fe?=").withHtml("<p>Hallo</p>"),
                aLetter().withSubject("Invoice").withAttachment("bill.pdf"),
                aLetter().withSubject("Fwd").withInner(aLetter().withAttachment("inner.pdf")));
        String task = task("itemFolder", "Mail", "tags", Map.of("items", List.of("a", "b")), "language", "de");

        var run = run(task);

        assertNumbers(run, 4, 0, 0, 0);
        assertThat(run.mailboxes()).singleElement().satisfies(mailbox -> {
            assertThat(mailbox.mailbox()).isEqualTo("INBOX");
            assertThat(mailbox.imported()).isEqualTo(4);
            assertThat(mailbox.bytes()).isEqualTo(run.bytes());
            assertThat(mailbox.error()).isNull();
        });
        assertThat(run.ended()).isGreaterThanOrEqualTo(run.started());
        var items = imports.items(task);
        assertThat(imports.names(task)).containsExactly("Plain", "Grüße", "Invoice", "Fwd");
        assertThat(items.stream().mapToLong(item -> item.getLong("size")).sum()).isEqualTo(run.bytes());
        assertThat(items).allSatisfy(item -> {
            assertThat(item.getString("source")).isEqualTo("mailbox-anna");
            assertThat(item.getString("folder")).isEqualTo("Mail");
            assertThat(item.getArrayOfStrings("tags")).containsExactly("a", "b");
            assertThat(item.getString("language")).isEqualTo("deu");
            assertThat(item.getString("direction")).isEqualTo("incoming");
        });
        assertThat(attachments(items.get(2))).containsExactly("mail.html", "bill.pdf");
    }

    List<String> attachments(Row item) {
        return imports.attachments(item.getUUID("id"));
    }

    @Test
    void secondRunShouldFetchOnlyWhatIsNew() {
        box.deliver("INBOX", aLetter(), aLetter());
        String task = task();
        assertNumbers(run(task), 2, 0, 0, 0);

        var idle = run(task);
        box.deliver("INBOX", aLetter().withSubject("New"));
        var busy = run(task);

        assertNumbers(idle, 0, 0, 0, 0);
        assertThat(idle.bytes()).isZero();
        assertNumbers(busy, 1, 0, 0, 0);
        assertThat(imports.names(task)).hasSize(3).endsWith("New");
        assertThat(imports.runs(user, task)).hasSize(3);
    }

    @Test
    void mailShouldNotComeAgainWhenItsLineOfTheLedgerIsKeptNoLonger() {
        box.deliver("INBOX", aLetter(), aLetter());
        String task = task();
        assertNumbers(run(task), 2, 0, 0, 0);
        UUID id = UUID.fromString(task);
        UUID collective = database.query("select collective_id from account where id = $1", user.accountId(database))
                .getFirst()
                .getUUID(0);
        database.update(
                "update scan_ledger set dealt = '2000-01-01' where cursor_id in (select id from mailbox_cursor where task_id = $1)",
                id);

        long gone = new KeptLedger(database)
                .remove(
                        collective,
                        Instant.parse("2000-02-01T00:00:00Z"),
                        new Pace(Duration.ZERO, Duration.ofMinutes(1), () -> false));
        var again = run(task);
        database.update("update mailbox_cursor set uid_validity = uid_validity - 1 where task_id = $1", id);
        var renumbered = run(task);

        assertThat(gone).isEqualTo(2);
        assertNumbers(again, 0, 0, 0, 0);
        assertNumbers(renumbered, 0, 2, 0, 0);
    }

    @Test
    void emptyMailboxShouldBeARunThatFoundNothing() {
        assertNumbers(run(task()), 0, 0, 0, 0);
    }

    @Test
    void mailsShouldStayUnreadAndWhereTheyAre() {
        box.deliver("INBOX", aLetter(), aLetter());

        run(task());

        assertThat(box.list("INBOX"))
                .hasSize(2)
                .allSatisfy(mail -> assertThat(mail.flags()).doesNotContain("\\Seen", "\\Deleted"));
    }

    @Test
    void mailOfADeletedItemShouldComeAgainOnlyWithARescan() {
        box.deliver("INBOX", aLetter());
        String task = task();
        run(task);
        imports.delete(imports.items(task).getFirst().getUUID("id"));

        assertNumbers(run(task), 0, 0, 0, 0);
        assertNumbers(run(task()), 0, 1, 0, 0);

        var answer = user.request().post(Imports.TASKS + "/{id}/rescan", task);
        assertThat(answer.<String>path("message")).isEqualTo("Submitted successfully.");
        assertNumbers(run(task), 1, 0, 0, 0);
        assertNumbers(run(task), 0, 0, 0, 0);
    }

    @Test
    void rescanShouldRecogniseWhatIsHere() {
        box.deliver("INBOX", aLetter(), aLetter());
        String task = task();
        run(task);

        user.request().post(Imports.TASKS + "/{id}/rescan", task);

        assertNumbers(run(task), 0, 2, 0, 0);
    }

    @Test
    void subjectFilterShouldDecideFromTheHeaderAlone() {
        box.deliver(
                "INBOX",
                aLetter().withSubject("=?utf-8?q?Rechnung_M=C3=A4rz?="),
                aLetter().withSubject("News").withText("x".repeat(50_000)));
        String task = task("subjectFilter", "*rechnung mÄrz|nothing");

        var run = run(task);

        assertNumbers(run, 1, 0, 1, 0);
        assertThat(imports.names(task)).containsExactly("Rechnung März");
        assertThat(run.bytes()).isLessThan(1000);
    }

    @Test
    void fileFilterShouldChooseAttachmentsAndLeaveOutMailsWithoutAny() {
        box.deliver(
                "INBOX",
                aLetter().withSubject("both").withAttachment("a.PDF"),
                aLetter().withSubject("image").withAttachment("b.png"));
        String task = task("fileFilter", "*.pdf");

        assertNumbers(run(task), 1, 0, 1, 0);

        assertThat(attachments(imports.items(task).getFirst())).containsExactly("a.PDF");
    }

    @Test
    void bodyShouldCountAsAFileNamedMailHtml() {
        box.deliver("INBOX", aLetter().withAttachment("b.png"), aLetter().withAttachment("c.pdf"));
        String task = task("fileFilter", "mail.html|*.pdf");

        assertNumbers(run(task), 2, 0, 0, 0);

        assertThat(imports.items(task))
                .extracting(this::attachments)
                .containsExactly(List.of("mail.html"), List.of("mail.html", "c.pdf"));
    }

    @Test
    void attachmentsOnlyShouldLeaveOutThePageAndMailsThatAreNothingElse() {
        box.deliver("INBOX", aLetter(), aLetter().withAttachment("c.pdf"));
        String task = task("attachmentsOnly", true);

        assertNumbers(run(task), 1, 0, 1, 0);

        assertThat(attachments(imports.items(task).getFirst())).containsExactly("c.pdf");
    }

    @Test
    void receivedSinceShouldBeExactToTheSecond() {
        var now = Instant.parse("2026-03-10T12:00:00Z");
        box.deliverAt(now.minusSeconds(7200), aLetter().withSubject("just in time"));
        box.deliverAt(now.minusSeconds(7201), aLetter().withSubject("a second late"));
        box.deliverAt(now.minusSeconds(100_000), aLetter().withSubject("yesterday"));
        String task = task("receivedSinceHours", 2);

        var run = imports.run(user, task, imports.job(Limited.USUAL, Clock.fixed(now, ZoneOffset.UTC)));

        assertNumbers(run, 1, 0, 0, 0);
        assertThat(imports.names(task)).containsExactly("just in time");
    }

    @Test
    void mailsShouldBeMovedToATargetThatIsMadeWhenMissing() {
        box.deliver("INBOX", aLetter(), aLetter());
        String target = "Done" + box.separator() + "Größe";
        String task = task("targetFolder", target, "deleteMail", true);

        assertNumbers(run(task), 2, 0, 0, 0);

        assertThat(box.count("INBOX")).isZero();
        assertThat(box.count(target)).isEqualTo(2);
        assertNumbers(run(task), 0, 0, 0, 0);
    }

    @Test
    void duplicatesShouldBeMovedAsWell() {
        var letter = aLetter();
        box.deliver("INBOX", letter);
        run(task());
        box.deliver("INBOX", letter);

        assertNumbers(run(task("targetFolder", "Done")), 0, 2, 0, 0);

        assertThat(box.count("Done")).isEqualTo(2);
    }

    @Test
    void mailOfADeletedItemShouldStayOnTheServer() {
        box.deliver("INBOX", aLetter());
        String first = task();
        run(first);
        imports.delete(imports.items(first).getFirst().getUUID("id"));

        assertNumbers(run(task("deleteMail", true)), 0, 1, 0, 0);

        assertThat(box.count("INBOX")).isEqualTo(1);
    }

    @Test
    void deletingShouldExpungeTheImportedMailsAndNoOthers() {
        box.deliver("INBOX", aLetter().withSubject("mine"));
        box.deliverFlagged(aLetter().withSubject("flagged by somebody else"), Flags.Flag.DELETED);
        String task = task("deleteMail", true, "subjectFilter", "mine");

        assertNumbers(run(task), 1, 0, 1, 0);

        assertThat(box.list("INBOX"))
                .singleElement()
                .satisfies(mail -> assertThat(mail.flags()).contains("\\Deleted"));
    }

    @Test
    void filteredMailsShouldBeMovedOnlyWhenAllAreToBeHandled() {
        box.deliver("INBOX", aLetter().withSubject("no"), aLetter().withSubject("yes"));

        assertNumbers(run(task("targetFolder", "Done", "subjectFilter", "yes")), 1, 0, 1, 0);
        assertThat(box.count("Done")).isEqualTo(1);

        assertNumbers(run(task("targetFolder", "Done", "fileFilter", "*.pdf", "postHandleAll", true)), 0, 0, 1, 0);
        assertThat(box.count("Done")).isEqualTo(2);
    }

    @Test
    void targetShouldNeverBeScanned() {
        char dot = box.separator();
        box.deliver("Tree" + dot + "Leaf", aLetter());
        box.deliver("Tree" + dot + "Done", aLetter());
        String task = task(
                "folders",
                List.of("inbox", "Tree" + dot + "Done", "Tree"),
                "scanRecursively",
                true,
                "targetFolder",
                "Tree" + dot + "Done");

        assertNumbers(run(task), 1, 0, 0, 0);
        assertNumbers(run(task), 0, 0, 0, 0);

        assertThat(box.count("Tree" + dot + "Done")).isEqualTo(2);
    }

    @Test
    void inboxAsTargetShouldNotBeScannedInWhateverCase() {
        box.deliver("INBOX", aLetter());

        assertNumbers(run(task("folders", List.of("Inbox"), "targetFolder", "inbox")), 0, 0, 0, 0);
    }

    @Test
    void mailboxesBelowShouldBeScannedOnlyWhenAskedFor() {
        char dot = box.separator();
        box.deliver("Ablage", aLetter().withSubject("1"));
        box.deliver(
                "Ablage" + dot + "Überweisungen" + dot + "Größe & Maß",
                aLetter().withSubject("2"));
        box.deliver("Ablagen", aLetter().withSubject("another tree"));

        assertNumbers(run(task("folders", List.of("Ablage"))), 1, 0, 0, 0);
        var whole = run(task("folders", List.of("Ablage"), "scanRecursively", true));

        assertNumbers(whole, 1, 1, 0, 0);
        assertThat(whole.mailboxes())
                .extracting(RunView.MailboxNumbers::mailbox)
                .contains("Ablage" + dot + "Überweisungen" + dot + "Größe & Maß")
                .doesNotContain("Ablagen");
    }

    @Test
    void missingMailboxShouldNotStopTheOthers() {
        box.deliver("INBOX", aLetter());
        String task = task("folders", List.of("Nowhere", "INBOX"), "enabled", true);

        var next = imports.next(task, imports.job(Limited.USUAL, Clock.systemUTC()));
        var run = imports.runs(user, task).getFirst();

        assertThat(run.state()).isEqualTo("failed");
        assertThat(run.error()).contains(connection).contains("Nowhere");
        assertThat(run.imported()).isEqualTo(1);
        assertThat(run.mailboxes())
                .filteredOn(mailbox -> mailbox.mailbox().equals("Nowhere"))
                .singleElement()
                .satisfies(mailbox -> assertThat(mailbox.error()).contains("Nowhere"));
        assertThat(next).isPresent();
    }

    @Test
    void wrongPasswordShouldFailTheRunAndLeaveTheSchedule() {
        connection = connection(user, box.server(), box.user(), "wr0ng-secret");
        String task = task("enabled", true);

        var next = imports.next(task, imports.job(Limited.USUAL, Clock.systemUTC()));
        var run = imports.runs(user, task).getFirst();

        assertThat(run.state()).isEqualTo("failed");
        assertThat(run.error()).startsWith(connection + ": ").doesNotContain("wr0ng-secret", "Exception");
        assertThat(run.matched()).isZero();
        assertThat(next).hasValueSatisfying(at -> assertThat(at).isAfter(Instant.now()));
    }

    @Test
    void otherFiltersShouldStartFromTheBeginningAndRecogniseWhatIsHere() {
        box.deliver("INBOX", aLetter().withSubject("one"), aLetter().withSubject("two"));
        String task = task("subjectFilter", "one");
        assertNumbers(run(task), 1, 0, 1, 0);

        imports.put(user, task, aTask(connection, "subjectFilter", "*"));

        assertNumbers(run(task), 1, 1, 0, 0);
    }

    @Test
    void wantingBodiesTooShouldStartFromTheBeginning() {
        box.deliver("INBOX", aLetter());
        String task = task("attachmentsOnly", true);
        assertNumbers(run(task), 0, 0, 1, 0);

        imports.put(user, task, aTask(connection));

        assertNumbers(run(task), 1, 0, 0, 0);
    }

    @Test
    void otherSettingsShouldGoOnWhereTheTaskWas() {
        box.deliver("INBOX", aLetter());
        String task = task();
        run(task);

        imports.put(user, task, aTask(connection, "summary", "Mail", "itemFolder", "Mail"));

        assertNumbers(run(task), 0, 0, 0, 0);
    }

    @Test
    void anotherUserOfTheServerShouldStartFromTheBeginning() {
        var letter = aLetter();
        box.deliver("INBOX", letter);
        String task = task();
        run(task);
        var other = aPostbox();
        other.deliver("INBOX", letter, aLetter());

        var changed = user.request()
                .body(Map.of(
                        "name", connection,
                        "imapHost", other.server().host(),
                        "imapPort", other.server().port(),
                        "imapUser", other.user(),
                        "sslType", "none"))
                .put("/api/v1/sec/email/settings/imap/{name}", connection);
        assertThat(changed.statusCode()).isEqualTo(200);

        assertNumbers(run(task), 1, 1, 0, 0);
    }

    @Test
    void actionsThatACrashLeftUndoneShouldBeDoneFirst() {
        box.deliver("INBOX", aLetter());
        String task = task();
        run(task);
        imports.put(user, task, aTask(connection, "targetFolder", "Done"));
        database.update(
                "update scan_ledger set action = 'move' where cursor_id in (select id from mailbox_cursor where task_id = $1)",
                UUID.fromString(task));

        var run = run(task);

        assertNumbers(run, 0, 0, 0, 0);
        assertThat(box.count("Done")).isEqualTo(1);
        assertThat(box.count("INBOX")).isZero();
    }

    @Test
    void actionsThatAreNoLongerWantedShouldBeForgotten() {
        box.deliver("INBOX", aLetter());
        String task = task();
        run(task);
        imports.put(user, task, aTask(connection, "targetFolder", "Done"));
        database.update(
                "update scan_ledger set action = 'delete' where cursor_id in (select id from mailbox_cursor where task_id = $1)",
                UUID.fromString(task));

        run(task);

        assertThat(box.count("INBOX")).isEqualTo(1);
    }

    @Test
    void mailsOfOnesOwnShouldBeOutgoing() {
        var stored = user.request()
                .body(Map.of(
                        "name",
                        "s" + UUID.randomUUID(),
                        "smtpHost",
                        "localhost",
                        "from",
                        "Anna Meier <anna@example.org>",
                        "sslType",
                        "none"))
                .post("/api/v1/sec/email/settings/smtp");
        assertThat(stored.statusCode()).isEqualTo(200);
        box.deliver("INBOX", aLetter().from("Anna <ANNA@example.org>"), aLetter());
        String task = task();

        run(task);
        String forced = task("direction", "outgoing");
        box.deliver("INBOX", aLetter());
        run(forced);

        assertThat(imports.items(task))
                .extracting(item -> item.getString("direction"))
                .containsExactly("outgoing", "incoming");
        assertThat(imports.items(forced))
                .extracting(item -> item.getString("direction"))
                .containsExactly("outgoing");
    }

    @Test
    void backlogShouldGoOnAtOnceAndEveryMailboxGetsItsShare() {
        for (int i = 0; i < 5; i++) {
            box.deliver("INBOX", aLetter());
        }
        box.deliver("Other", aLetter(), aLetter());
        String task = task("folders", List.of("INBOX", "Other"));
        var clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
        var job = imports.job(new Limited(4, 5), clock);

        assertThat(imports.next(task, job)).contains(clock.instant());
        var first = imports.runs(user, task).getFirst();
        assertThat(imports.next(task, job)).isEmpty();

        assertNumbers(first, 4, 0, 0, 0);
        assertThat(first.mailboxes())
                .extracting(RunView.MailboxNumbers::imported)
                .containsExactly(2L, 2L);
        assertThat(imports.items(task)).hasSize(7);
    }

    @Test
    void mailsPerRunShouldBeUsedUpByOneMailboxWhenTheOthersAreEmpty() {
        for (int i = 0; i < 4; i++) {
            box.deliver("INBOX", aLetter());
        }
        box.make("Empty");
        String task = task("folders", List.of("Empty", "INBOX"));

        var run = imports.run(user, task, imports.job(new Limited(4, 5), Clock.systemUTC()));

        assertNumbers(run, 4, 0, 0, 0);
    }

    @Test
    void unchangedSettingsOfADisabledTaskShouldRunUnderItsId() {
        box.deliver("INBOX", aLetter());
        String task = task();
        run(task);

        assertThat(startOnce(aTask(connection, "id", task))).isEqualTo(task);

        assertThat(database.query("select 1 from scan_task where varies = $1", UUID.fromString(task)))
                .isEmpty();
        assertNumbers(run(task), 0, 0, 0, 0);
    }

    @Test
    void changedSettingsShouldRunUnderTheTasksIdAndNotMoveItsCursor() {
        box.deliver("INBOX", aLetter().withSubject("one"), aLetter().withSubject("two"));
        String task = task();

        assertThat(startOnce(aTask(connection, "id", task, "subjectFilter", "one")))
                .isEqualTo(task);
        var varied = database.query("select id from scan_task where varies = $1", UUID.fromString(task));
        var next = imports.next(varied.getFirst().getUUID(0).toString(), imports.job(Limited.USUAL, Clock.systemUTC()));

        assertThat(next).isEmpty();
        assertNumbers(imports.runs(user, task).getFirst(), 1, 0, 1, 0);
        assertNumbers(run(task), 1, 1, 0, 0);
    }

    @Test
    void unsavedSettingsShouldRunUnderAnIdOfTheirOwn() {
        box.deliver("INBOX", aLetter());

        String id = startOnce(aTask(connection));

        assertNumbers(run(id), 1, 0, 0, 0);
        assertThat(user.request().get(Imports.TASKS).<List<String>>path("items.id"))
                .doesNotContain(id);
        assertThat(user.request().get(Imports.TASKS + "/{id}", id).statusCode()).isEqualTo(404);
    }

    private String startOnce(Map<String, Object> settings) {
        var answer = user.request().body(settings).post(Imports.TASKS + "/startonce");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.<String>path("message")).isEqualTo("Submitted successfully.");
        return answer.path("id");
    }

    @Test
    void collectiveShouldGetEveryMailOnceWhenTwoOfItsUsersImportAtOnce() throws Exception {
        for (int i = 0; i < 8; i++) {
            box.deliver("INBOX", aLetter());
        }
        var ben = user.aColleague("ben" + UUID.randomUUID());
        var stranger = User.anAdmin();
        String bens = imports.create(ben, aTask(connection(ben, box)));
        String strangers = imports.create(stranger, aTask(connection(stranger, box)));
        String ours = task();

        var job = imports.job(Limited.USUAL, Clock.systemUTC());
        var together = new CyclicBarrier(3);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String task : List.of(ours, bens, strangers)) {
                threads.submit(() -> {
                    together.await();
                    return job.run(task);
                });
            }
        }

        assertThat(imports.items(ours).size() + imports.items(bens).size()).isEqualTo(8);
        var one = imports.runs(user, ours).getFirst();
        var other = imports.runs(ben, bens).getFirst();
        assertThat(one.imported() + other.imported()).isEqualTo(8);
        assertThat(one.duplicate() + other.duplicate()).isEqualTo(8);
        assertNumbers(imports.runs(stranger, strangers).getFirst(), 8, 0, 0, 0);
    }
}
