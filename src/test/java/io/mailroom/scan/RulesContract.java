package io.mailroom.scan;

import static io.mailroom.scan.Imports.TASKS;
import static io.mailroom.scan.Imports.aTask;
import static io.mailroom.scan.Letter.aLetter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import jakarta.mail.Flags.Flag;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What filters, actions, ledger and preview do, whatever the server. */
abstract class RulesContract extends ScanLane {

    private static Map<String, Object> action(String action) {
        return Map.of("action", action);
    }

    private List<LedgerView> ledger(String task) {
        return user().request().get(TASKS + "/{id}/ledger", task).jsonPath().getList("items", LedgerView.class);
    }

    private PreviewView preview(Map<String, Object> settings) {
        var answer = user().request().body(settings).post(TASKS + "/preview");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.as(PreviewView.class);
    }

    @Test
    void addressFiltersShouldDecideFromTheHeaderAlone() {
        box.deliver(
                "INBOX",
                aLetter().withSubject("both").from("Jörg <j@example.org>").withCc("team@example.org"),
                aLetter().withSubject("from only").from("j@example.org").withText("x".repeat(50_000)),
                aLetter().withSubject("to only").withCc("team@example.org").withText("x".repeat(50_000)));
        String task = task("fromFilter", "*@example.org", "toFilter", "team@*");

        var run = run(task);

        assertNumbers(run, 1, 0, 2, 0);
        assertThat(imports.names(task)).containsExactly("both");
        assertThat(run.bytes()).as("of what was fetched").isLessThan(1000);
        assertThat(ledger(task)).extracting(LedgerView::rule).containsExactlyInAnyOrder(null, "toFilter", "fromFilter");
    }

    @Test
    void contentsShouldDecideAfterTheDownload() {
        box.deliver(
                "INBOX",
                aLetter().withSubject("text").withText("An Invoice\r\nnumber 7\r\n"),
                aLetter().withSubject("html").withHtml("<p>An <b>invoice</b> number</p>"),
                aLetter().withSubject("other"));
        String task = task("bodyFilter", "invoice number");

        assertNumbers(run(task), 2, 0, 1, 0);

        assertThat(imports.names(task)).containsExactly("text", "html");
    }

    @Test
    void excludedFilesShouldBeLeftOutOfTheItem() {
        box.deliver("INBOX", aLetter().withAttachment("a.pdf"), aLetter().withAttachment("b.png"));
        String task = task("fileFilter", "*.p*", "fileExclude", "*.png");

        assertNumbers(run(task), 1, 0, 1, 0);

        assertThat(imports.attachments(imports.items(task).getFirst().getUUID("id")))
                .containsExactly("a.pdf");
    }

    @Test
    void sizesShouldDecideWithoutADownload() {
        box.deliver(
                "INBOX",
                aLetter().withSubject("small"),
                aLetter().withSubject("right").withText("x".repeat(3000)),
                aLetter().withSubject("large").withText("x".repeat(30_000)));
        String task = task("minSize", 2000, "maxSize", 10_000);

        var run = run(task);

        assertNumbers(run, 1, 0, 2, 0);
        assertThat(run.bytes()).isLessThan(5000);
        assertThat(imports.names(task)).containsExactly("right");
    }

    @Test
    void mailThatIsFlaggedLaterShouldBeImportedThen() {
        box.deliver(
                "INBOX",
                aLetter().withSubject("early"),
                aLetter().withSubject("late"),
                aLetter().withSubject("no"));
        box.flag("INBOX", "early", Flag.FLAGGED, true);
        String task = task("flaggedOnly", true);
        assertNumbers(run(task), 1, 0, 2, 0);
        assertNumbers(run(task), 0, 0, 0, 0);

        box.flag("INBOX", "late", Flag.FLAGGED, true);

        assertNumbers(run(task), 1, 0, 0, 0);
        assertThat(imports.names(task)).containsExactly("early", "late");
        assertNumbers(run(task), 0, 0, 0, 0);
    }

    @Test
    void mailThatIsMarkedUnreadLaterShouldBeImportedThen() {
        box.deliver("INBOX", aLetter().withSubject("read"), aLetter().withSubject("unread"));
        box.flag("INBOX", "unread", Flag.SEEN, false);
        box.deliverFlagged(aLetter().withSubject("seen"), Flag.SEEN);
        String task = task("unreadOnly", true);
        assertNumbers(run(task), 2, 0, 1, 0);

        box.flag("INBOX", "seen", Flag.SEEN, false);

        assertNumbers(run(task), 1, 0, 0, 0);
    }

    @Test
    void otherRulesShouldNotBeForgottenWhenFlagsChange() {
        box.deliver("INBOX", aLetter().withSubject("no"));
        String task = task("flaggedOnly", true, "subjectFilter", "yes");
        assertNumbers(run(task), 0, 0, 1, 0);

        box.flag("INBOX", "no", Flag.FLAGGED, true);

        assertNumbers(run(task), 0, 0, 1, 0);
        assertThat(ledger(task)).extracting(LedgerView::rule).containsExactly("subjectFilter");
        assertNumbers(run(task), 0, 0, 0, 0);
    }

    @Test
    void otherFilterShouldStartFromTheBeginning() {
        box.deliver("INBOX", aLetter());
        String task = task("fromFilter", "nobody");
        assertNumbers(run(task), 0, 0, 1, 0);

        imports.put(user(), task, aTask(connection, "fromFilter", "ben*"));

        assertNumbers(run(task), 1, 0, 0, 0);
    }

    @Test
    void eachOutcomeShouldHaveItsAction() {
        var known = aLetter().withSubject("known");
        box.deliver("INBOX", known);
        run(task());
        box.deliver("INBOX", aLetter().withSubject("new"), aLetter().withSubject("unwanted"));
        String task = task(
                "subjectFilter",
                "new|known",
                "targetFolder",
                "Not used",
                "actions",
                Map.of(
                        "imported",
                        Map.of("action", "flag"),
                        "filtered",
                        Map.of("action", "move", "mailbox", "Unwanted")));

        assertNumbers(run(task), 1, 1, 1, 0);

        assertThat(box.list("INBOX"))
                .hasSize(2)
                .allSatisfy(
                        mail -> assertThat(mail.flags()).contains("\\Flagged").doesNotContain("\\Seen"));
        assertThat(box.count("Unwanted")).isEqualTo(1);
        assertThat(box.has("Not used")).isFalse();
        assertThat(ledger(task)).extracting(LedgerView::action).containsOnlyNulls();
    }

    @Test
    void importedMailShouldBeMarkedAsRead() {
        box.deliver("INBOX", aLetter().withSubject("a"), aLetter().withSubject("b"));

        run(task("subjectFilter", "a", "actions", Map.of("imported", action("read"))));

        assertThat(box.list("INBOX").stream().filter(mail -> mail.flags().contains("\\Seen")))
                .hasSize(1);
    }

    @Test
    void importedMailShouldGetAKeyword() {
        box.deliver("INBOX", aLetter());

        run(task("actions", Map.of("imported", Map.of("action", "keyword", "keyword", "$Mailroom"))));

        assertThat(box.list("INBOX").getFirst().flags()).anyMatch("$Mailroom"::equalsIgnoreCase);
    }

    @Test
    void onlyFilteredMailShouldBeDeletedWhenNothingIsToBeDoneToTheOthers() {
        box.deliver("INBOX", aLetter().withSubject("yes"), aLetter().withSubject("no"));
        String task = task(
                "subjectFilter",
                "yes",
                "deleteMail",
                true,
                "actions",
                Map.of("imported", action("nothing"), "filtered", action("delete")));

        assertNumbers(run(task), 1, 0, 1, 0);

        assertThat(box.count("INBOX")).isEqualTo(1);
    }

    @Test
    void trashShouldBeRefusedInWordsWhenTheServerHasNone() {
        box.deliver("INBOX", aLetter());
        String task = task("actions", Map.of("imported", action("trash")));

        var run = run(task);

        assertNumbers(run, 1, 0, 0, 0);
        assertThat(run.mailboxes().getFirst().error()).contains("trash");
        assertThat(box.count("INBOX")).isEqualTo(1);
        assertThat(ledger(task)).extracting(LedgerView::action).containsExactly("trash");
    }

    @Test
    void mailboxesOfAllActionsShouldNeverBeScanned() {
        box.deliver("INBOX", aLetter());
        box.deliver("One", aLetter());
        box.deliver("Two", aLetter());
        String task = task(
                "folders",
                List.of("One", "INBOX", "Two"),
                "actions",
                Map.of(
                        "filtered", Map.of("action", "move", "mailbox", "One"),
                        "failed", Map.of("action", "move", "mailbox", "Two")));

        var run = run(task);

        assertNumbers(run, 1, 0, 0, 0);
        assertThat(run.mailboxes()).extracting(RunView.MailboxNumbers::mailbox).containsExactly("INBOX");
    }

    @Test
    void numbersOfARunShouldAddUpFromTheLedger() {
        var twice = aLetter().withSubject("twice");
        box.deliver(
                "INBOX", twice, twice, aLetter().withSubject("no"), aLetter().withSubject("once"));
        box.deliver("Other", twice, aLetter().withSubject("other"));
        String task = task("folders", List.of("INBOX", "Other"), "subjectFilter", "twice|once|other");
        var first = run(task);
        box.deliver("INBOX", aLetter().withSubject("once"));
        var second = run(task);

        for (var run : List.of(first, second)) {
            var entries = user().request()
                    .queryParam("run", run.id())
                    .get(TASKS + "/{id}/ledger", task)
                    .jsonPath()
                    .getList("items", LedgerView.class);
            var counted = entries.stream().collect(Collectors.groupingBy(LedgerView::outcome, Collectors.counting()));
            assertThat(counted.getOrDefault("imported", 0L)).isEqualTo(run.imported());
            assertThat(counted.getOrDefault("duplicate", 0L)).isEqualTo(run.duplicate());
            assertThat(counted.getOrDefault("filtered", 0L)).isEqualTo(run.filtered());
            assertThat(entries)
                    .hasSize((int) run.matched())
                    .allSatisfy(entry -> assertThat(entry.run()).isEqualTo(run.id()));
        }
        assertNumbers(first, 3, 2, 1, 0);
        assertThat(ledger(task).getFirst().run()).as("newest first").isEqualTo(second.id());
    }

    @Test
    void previewShouldTellEveryOutcomeAndChangeNothing() {
        var known = aLetter().withSubject("known").withAttachment("k.pdf");
        box.deliver("INBOX", known);
        String other = task();
        run(other);
        var item = imports.items(other).getFirst().getUUID("id");
        var fresh = aLetter()
                .withSubject("fresh")
                .from("=?utf-8?q?J=C3=B6rg?= <j@example.org>")
                .withText("invoice");
        box.deliver(
                "INBOX",
                fresh,
                aLetter().withSubject("no words"),
                fresh,
                aLetter().withSubject("not to us"));
        var settings = aTask(
                connection,
                "bodyFilter",
                "invoice",
                "subjectFilter",
                "fresh|no words",
                "actions",
                Map.of("imported", Map.of("action", "move", "mailbox", "Done"), "filtered", action("delete")));
        long rows = rows();

        var preview = preview(settings);

        assertThat(preview.complete()).isTrue();
        assertThat(preview.mailboxes()).containsExactly(new PreviewView.Mailbox("INBOX", 5, 5, null));
        assertThat(preview.mails())
                .extracting(
                        PreviewView.Mail::subject,
                        PreviewView.Mail::outcome,
                        PreviewView.Mail::rule,
                        PreviewView.Mail::action)
                .containsExactly(
                        tuple("known", "filtered", "subjectFilter", "delete"),
                        tuple("fresh", "imported", null, "move"),
                        tuple("no words", "filtered", "bodyFilter", "delete"),
                        tuple("fresh", "duplicate", null, "move"),
                        tuple("not to us", "filtered", "subjectFilter", "delete"));
        assertThat(preview.mails().get(1).from()).isEqualTo("Jörg <j@example.org>");
        assertThat(preview.mails()).allSatisfy(mail -> assertThat(mail.reason()).endsWith("."));
        var recognised = preview(aTask(connection)).mails().getFirst();
        assertThat(recognised.outcome()).isEqualTo("duplicate");
        assertThat(recognised.itemId()).isEqualTo(item);
        assertThat(recognised.attachments()).containsExactly("k.pdf");
        assertThat(rows()).isEqualTo(rows);
        assertThat(box.list("INBOX"))
                .hasSize(5)
                .allSatisfy(mail -> assertThat(mail.flags()).doesNotContain("\\Seen", "\\Deleted"));
        assertThat(box.has("Done")).isFalse();
    }

    private long rows() {
        return database.query("""
                        select (select count(*) from scan_task) + (select count(*) from mailbox_cursor)
                            + (select count(*) from scan_ledger) + (select count(*) from scan_run)
                            + (select count(*) from item) + (select count(*) from mail_fingerprint)
                            + (select count(*) from scheduled_tasks)""").getFirst().getLong(0);
    }

    @Test
    void previewOfASavedTaskShouldBeginWhereItStands() {
        box.deliver("INBOX", aLetter().withSubject("old"));
        String task = task();
        run(task);
        box.deliver("INBOX", aLetter().withSubject("new"));

        var same = preview(aTask(connection, "id", task, "targetFolder", "Done"));
        var others = preview(aTask(connection, "id", task, "maxSize", 1_000_000));

        assertThat(same.mails()).extracting(PreviewView.Mail::subject).containsExactly("new");
        assertThat(same.mails().getFirst().action()).isEqualTo("move");
        assertThat(same.mailboxes()).containsExactly(new PreviewView.Mailbox("INBOX", 2, 1, null));
        assertThat(others.mails())
                .as("other filters begin anew")
                .extracting(PreviewView.Mail::outcome)
                .containsExactly("duplicate", "imported");
        assertNumbers(run(task), 1, 0, 0, 0);
    }

    @Test
    void previewShouldTellOfMailThatIsFlaggedNow() {
        box.deliver("INBOX", aLetter().withSubject("late"), aLetter().withSubject("no"));
        String task = task("flaggedOnly", true);
        run(task);
        box.flag("INBOX", "late", Flag.FLAGGED, true);

        var preview = preview(aTask(connection, "id", task, "flaggedOnly", true));

        assertThat(preview.mails())
                .extracting(PreviewView.Mail::subject, PreviewView.Mail::outcome)
                .containsExactly(tuple("late", "imported"));
        assertNumbers(run(task), 1, 0, 0, 0);
    }

    @Test
    void previewShouldShareItsLimitAmongMailboxes() {
        for (int i = 0; i < 6; i++) {
            box.deliver("INBOX", aLetter());
        }
        box.deliver("Other", aLetter());
        box.make("Empty");

        var preview = preview(aTask(connection, "folders", List.of("Empty", "INBOX", "Nowhere", "Other"), "limit", 5));

        assertThat(preview.mails())
                .extracting(PreviewView.Mail::mailbox)
                .containsExactly("INBOX", "INBOX", "INBOX", "INBOX", "Other");
        assertThat(preview.mailboxes())
                .extracting(PreviewView.Mailbox::name, PreviewView.Mailbox::left)
                .containsExactly(tuple("Empty", 0), tuple("INBOX", 6), tuple("Nowhere", 0), tuple("Other", 1));
        assertThat(preview.mailboxes().get(2).error()).contains("Nowhere");
        assertThat(preview.complete()).isTrue();
    }

    @Test
    void previewShouldRecogniseADeletedItem() {
        box.deliver("INBOX", aLetter());
        String task = task();
        run(task);
        imports.delete(imports.items(task).getFirst().getUUID("id"));

        var mail = preview(aTask(connection, "deleteMail", true)).mails().getFirst();

        assertThat(mail.outcome()).isEqualTo("duplicate");
        assertThat(mail.itemId()).isNull();
        assertThat(mail.action()).as("it is the only copy").isNull();
        assertThat(mail.reason()).contains("deleted");
    }

    @Test
    void previewWithAWrongPasswordShouldBeTheServersRefusal() {
        connection = connection(user(), box.server(), box.user(), "wr0ng-secret");

        var refused = user().request().body(aTask(connection)).post(TASKS + "/preview");

        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.<String>path("detail")).contains(connection).doesNotContain("wr0ng-secret", "Exception");
    }

    @Test
    void retriedIdsOfOthersShouldBeUnknown() {
        box.deliver("INBOX", aLetter());
        String mine = task();
        run(mine);
        String id = ledger(mine).getFirst().id();

        var refused = user().request()
                .body(Map.of("ids", List.of(id)))
                .post(
                        TASKS + "/{id}/ledger/retry",
                        task("summary", UUID.randomUUID().toString()));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<List<String>>path("errors.field")).containsExactly("ids");
    }
}
