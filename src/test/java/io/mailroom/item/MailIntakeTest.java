package io.mailroom.item;

import static io.mailroom.item.Mails.aMail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import io.mailroom.mime.ParsedMessage;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class MailIntakeTest {

    @Inject
    MailIntake intake;

    @Inject
    Database database;

    @Inject
    BlobStore blobs;

    @Inject
    Attachments attachments;

    @Inject
    Contents contents;

    @Inject
    BodyViews bodies;

    private UUID collective;

    @BeforeEach
    void makeCollective() {
        collective = aCollective();
    }

    @Test
    void addShouldMakeAnItemThatSaysWhatTheMailSays() throws IOException {
        var mail = aMail().withSubject("=?utf-8?q?Gr=C3=BC=C3=9Fe?=").withText("Hällo.");

        var outcome = add(mail.incoming());

        var item = row(imported(outcome));
        assertThat(item.getString("name")).isEqualTo("Grüße");
        assertThat(item.getString("mail_from")).isEqualTo("Anna Meier <anna@example.org>");
        assertThat(item.getString("mail_to")).isEqualTo("ben@example.org");
        assertThat(item.getString("source")).isEqualTo("mailbox-anna");
        assertThat(item.getString("folder")).isEqualTo("Bills");
        assertThat(item.getArrayOfStrings("tags")).containsExactly("a", "b");
        assertThat(item.getOffsetDateTime("item_date").toInstant()).isEqualTo(Instant.parse("2025-04-01T08:00:00Z"));
        assertThat(item.getInteger("attachment_count")).isEqualTo(1);
        try (var raw = blobs.open(item.getBuffer("raw_hash").getBytes())) {
            assertThat(raw.readAllBytes()).isEqualTo(mail.raw());
        }
    }

    @Test
    void attachmentShouldBeASpanOfItsRawMessageAndNoSecondCopy() throws IOException {
        var item = imported(add(Mails.incoming(Multipart.WITH_A_PDF)));

        var rows = database.query(
                "select kind, attachment.name, attachment.size, span_offset, span_length, encoding, blob_hash = raw_hash as same"
                        + " from attachment join item on item.id = item_id where item_id = $1 order by position",
                item);

        assertThat(rows).extracting(row -> row.getString("kind")).containsExactly("page", "body", "attachment");
        assertThat(rows)
                .extracting(row -> row.getString("name"))
                .startsWith("mail.html")
                .endsWith("bill.pdf");
        assertThat(rows.getLast().getBoolean("same")).isTrue();
        assertThat(rows.getLast().getLong("size")).isEqualTo(Multipart.PDF.length);
    }

    @ParameterizedTest
    @CsvSource({
        "smime-opaque, Signed.pdf",
        "smime-opaque-twice, Signed.pdf",
        "tnef, Rechnung März.pdf",
        "tnef-in-smime, Rechnung März.pdf",
    })
    void attachmentShouldBeTheFileThatWasWrapped(String quirk, String name) throws IOException {
        var item = imported(add(Mails.incoming(odd(quirk))));

        var found = attachments.of(item).stream()
                .filter(attachment -> attachment.name().equals(name))
                .findFirst()
                .orElseThrow();
        try (var content = contents.of(found).open(0)) {
            var read = content.readAllBytes();
            assertThat(read)
                    .startsWith("%PDF-1.4".getBytes(StandardCharsets.US_ASCII))
                    .hasSize((int) found.part().size());
            assertThat(Fingerprint.sha256().digest(read)).isEqualTo(found.part().sha256());
        }
        assertThat(database.query("select 1 from blob_reference where hash = $1", Buffer.buffer(found.blob())))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"smime-opaque, Signed text.", "tnef-html-body, 'Привет, plain'", "tnef-html-in-rtf, 'Hello, Wörld!'"})
    void bodyShouldBeTheOneThatWasWrapped(String quirk, String text) throws IOException {
        var item = imported(add(Mails.incoming(odd(quirk))));

        assertThat(bodies.of(attachments.of(item)).text()).isEqualTo(text);
    }

    @Test
    void wrappedMailShouldBeADuplicateOfItself() throws IOException {
        var first = imported(add(Mails.incoming(odd("smime-opaque"))));

        assertThat(add(Mails.incoming(odd("smime-opaque")))).isEqualTo(new Outcome.Duplicate(first));
    }

    @Test
    void signatureShouldBeListedAndNotCounted() throws IOException {
        var item = imported(add(Mails.incoming(odd("smime-clear"))));

        assertThat(row(item).getInteger("attachment_count")).isEqualTo(1);
        assertThat(attachments.of(item)).extracting(StoredAttachment::name).contains("mail.html", "smime.p7s");
    }

    private static byte[] odd(String quirk) throws IOException {
        try (var file = MailIntakeTest.class.getResourceAsStream("/io/mailroom/mime/odd/" + quirk + ".eml")) {
            return file.readAllBytes();
        }
    }

    @Test
    void pageShouldBeLeftOutWhenOnlyAttachmentsAreWanted() {
        var target = new Target(collective, "mailbox-anna", null, List.of(), null, true, false);

        var item = imported(database.transaction(
                        tx -> intake.add(tx, target, List.of(Mails.incoming(Multipart.WITH_A_PDF))))
                .getFirst());

        assertThat(database.query("select kind from attachment where item_id = $1 order by position", item))
                .extracting(row -> row.getString(0))
                .containsExactly("body", "attachment");
        assertThat(row(item).getInteger("attachment_count")).isEqualTo(1);
    }

    @Test
    void mailShouldBeADuplicateWhenItCameInAnEarlierBatch() {
        var mail = aMail();
        var first = imported(add(mail.incoming()));

        var again = add(mail.receivedBy("another.example.org").incoming());

        assertThat(again).isEqualTo(new Outcome.Duplicate(first));
        assertThat(items()).isOne();
    }

    @Test
    void mailShouldBeADuplicateWhenItStandsTwiceInABatch() {
        var mail = aMail();

        var outcomes = addAll(List.of(
                mail.incoming(),
                aMail().incoming(),
                mail.receivedBy("another.example.org").incoming()));

        assertThat(outcomes.get(2)).isEqualTo(new Outcome.Duplicate(imported(outcomes.getFirst())));
        assertThat(items()).isEqualTo(2);
    }

    @Test
    void mailWithoutMessageIdShouldBeADuplicateOnlyWhenAllOfItIsTheSame() {
        var mail = aMail().withMessageId("");

        var outcomes = addAll(List.of(
                mail.incoming(),
                mail.incoming(),
                mail.receivedBy("another.example.org").incoming()));

        assertThat(outcomes)
                .extracting(Outcome::getClass)
                .isEqualTo(List.of(Outcome.Imported.class, Outcome.Duplicate.class, Outcome.Imported.class));
    }

    @Test
    void mailShouldBeImportedAndMarkedWhenItReusesAMessageId() {
        var mail = aMail();

        var earlier = addAll(List.of(mail.incoming(), mail.withText("Other.").incoming()));
        var later = add(mail.withText("Yet another.").incoming());

        assertThat(earlier)
                .extracting(outcome -> ((Outcome.Imported) outcome).reusedMessageId())
                .containsExactly(false, true);
        assertThat(((Outcome.Imported) later).reusedMessageId()).isTrue();
        assertThat(row(imported(later)).getBoolean("reused_message_id")).isTrue();
    }

    @Test
    void mailShouldBeImportedWhenAnotherCollectiveHasIt() {
        var mail = aMail();
        imported(add(mail.incoming()));
        collective = aCollective();

        assertThat(add(mail.incoming())).isInstanceOf(Outcome.Imported.class);
    }

    @Test
    void mailShouldComeAgainOnlyByRescanWhenItsItemWasDeleted() {
        var mail = aMail();
        var first = imported(add(mail.incoming()));
        database.update("delete from item where id = $1", first);

        assertThat(add(mail.incoming())).isEqualTo(new Outcome.Duplicate(null));

        var rescan = new Target(collective, "mailbox-anna", null, List.of(), null, false, true);
        var again = database.transaction(tx -> intake.add(tx, rescan, List.of(mail.incoming(), mail.incoming())));
        assertThat(again.getFirst()).isInstanceOf(Outcome.Imported.class).isNotEqualTo(first);
        assertThat(again.getLast()).isEqualTo(new Outcome.Duplicate(imported(again.getFirst())));
        var onceMore = database.transaction(tx -> intake.add(tx, rescan, List.of(mail.incoming())));
        assertThat(onceMore).containsExactly(new Outcome.Duplicate(imported(again.getFirst())));
        assertThat(add(mail.incoming())).isEqualTo(new Outcome.Duplicate(imported(again.getFirst())));
    }

    @Test
    void everyMailShouldBeImportedExactlyOnceWhenFourImportTheSame() throws Exception {
        var mails = IntStream.range(0, 120)
                .mapToObj(i -> aMail().withText("Number " + i).incoming())
                .toList();
        var together = new CyclicBarrier(4);

        var outcomes = new ArrayList<Outcome>();
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = IntStream.range(0, 4)
                    .mapToObj(seed -> workers.submit(() -> {
                        var shuffled = new ArrayList<>(mails);
                        Collections.shuffle(shuffled, new Random(seed));
                        together.await();
                        var mine = new ArrayList<Outcome>();
                        for (int from = 0; from < mails.size(); from += 40) {
                            mine.addAll(addAll(shuffled.subList(from, from + 40)));
                        }
                        return mine;
                    }))
                    .toList();
            for (var worker : done) {
                outcomes.addAll(worker.get());
            }
        }

        assertThat(outcomes)
                .hasSize(480)
                .filteredOn(Outcome.Imported.class::isInstance)
                .hasSize(120);
        assertThat(items()).isEqualTo(120);
    }

    @Test
    void nothingShouldStayWhenTheTransactionFails() {
        var mail = aMail();

        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    intake.add(tx, target(), List.of(mail.incoming()));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        assertThat(items()).isZero();
        assertThat(add(mail.incoming())).isInstanceOf(Outcome.Imported.class);
    }

    @Test
    void textShouldBeStorableWhateverTheHeaderHolds() {
        var raw = aMail().raw();
        var parsed = MessageParser.parse(ByteBuffer.wrap(raw), ParseLimits.DEFAULT);
        var odd = new MessageHeader(
                "a\0b@example.org",
                "nul\0 half \uD83D " + "x".repeat(5000),
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                Instant.MAX,
                null,
                List.of(),
                null);
        var message = new ParsedMessage(
                odd, parsed.headerLength(), parsed.sha256(), parsed.bodySha256(), parsed.parts(), null);

        var item = row(imported(add(Mails.incoming(message, raw))));

        assertThat(item.getString("name")).startsWith("nul half \uFFFD xxx").hasSize(StoredText.NAME);
        assertThat(item.getString("message_id")).isEqualTo("ab@example.org");
        assertThat(item.getOffsetDateTime("item_date"))
                .isEqualTo(Instant.parse("2025-05-01T12:00:00Z").atOffset(ZoneOffset.UTC));
    }

    @Test
    void nulInARawHeaderShouldNotStopTheImport() {
        var raw = new String(aMail().withSubject("one@two").raw(), StandardCharsets.UTF_8)
                .replace("one@two", "one\0two")
                .getBytes(StandardCharsets.UTF_8);

        var item = row(imported(add(Mails.incoming(raw))));

        assertThat(item.getString("name")).isEqualTo("onetwo");
        assertThat(item.getBuffer("raw_hash")).isNotNull();
    }

    @Test
    void mailBeyondAParseBoundShouldStillBeAnItem() {
        var raw = Multipart.WITH_A_PDF;
        var message = MessageParser.parse(ByteBuffer.wrap(raw), new ParseLimits(1 << 20, 0, 1, 1000, 0));
        assertThat(message.problem()).isNotNull();

        var item = row(imported(add(Mails.incoming(message, raw))));

        assertThat(item.getString("name")).isEqualTo("The bill");
        assertThat(item.getString("problem")).isEqualTo(message.problem());
        assertThat(item.getInteger("attachment_count")).isZero();
    }

    @Test
    void mailWithoutASubjectShouldHaveAName() {
        assertThat(row(imported(add(aMail().withSubject("").incoming()))).getString("name"))
                .isEqualTo("(no subject)");
    }

    @Test
    void itemsShouldListInTheOrderOfTheirMailsWhenTheyCameInOneBatch() {
        var outcomes = addAll(IntStream.range(0, 30)
                .mapToObj(i -> aMail().withText("Number " + i).incoming())
                .toList());

        assertThat(database.query("select id from item where collective_id = $1 order by created, id", collective))
                .extracting(row -> row.getUUID(0))
                .containsExactlyElementsOf(
                        outcomes.stream().map(MailIntakeTest::imported).toList());
    }

    private Target target() {
        return new Target(collective, "mailbox-anna", "Bills", List.of("a", "b"), "deu", false, false);
    }

    private Outcome add(IncomingMail mail) {
        return addAll(List.of(mail)).getFirst();
    }

    private List<Outcome> addAll(List<IncomingMail> mails) {
        return database.transaction(tx -> intake.add(tx, target(), mails));
    }

    private static UUID imported(Outcome outcome) {
        return ((Outcome.Imported) outcome).item();
    }

    private Row row(UUID item) {
        return database.query("select * from item where id = $1", item).getFirst();
    }

    private long items() {
        return database.query("select count(*) from item where collective_id = $1", collective)
                .getFirst()
                .getLong(0);
    }

    private UUID aCollective() {
        var id = Ids.next();
        database.update("insert into collective values ($1, $2, now())", id, id.toString());
        return id;
    }
}
