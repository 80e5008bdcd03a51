package io.mailroom.item;

import static io.mailroom.item.Mails.aMail;
import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.item.Api.File;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An archive becomes what an import of its mails would have made of them, and the answer says of each what that is. */
@QuarkusTest
class ArchiveUploadTest {

    private Api anna;

    @BeforeEach
    void signUp() {
        anna = Api.of(User.anAdmin());
    }

    @Test
    void everyMailShouldBeAnItemByteForByte() {
        var one = aMail().withSubject("One")
                .withText("a\r\n\r\nFrom here on\r\n>From there")
                .raw();

        var uploaded = anna.upload(null, archive(one, Multipart.WITH_A_PDF));

        assertThat(counts(uploaded)).isEqualTo(counts(2, 2, 0, 0, 0));
        List<String> ids = uploaded.path("ids");
        assertThat(ids).hasSize(2);
        assertThat(uploaded.<List<String>>path("outcomes.itemId")).isEqualTo(ids);
        assertThat(uploaded.<List<Integer>>path("outcomes.position")).containsExactly(1, 2);
        assertThat(uploaded.<List<String>>path("outcomes.name")).containsOnly("all.mbox");
        assertThat(uploaded.<List<String>>path("outcomes.outcome")).containsOnly("imported");
        assertThat(anna.item(ids.getFirst()).<String>path("name")).isEqualTo("One");
        assertThat(anna.attachment(ids.getFirst() + "/archive").asByteArray()).isEqualTo(one);
        assertThat(anna.attachment(anna.attachmentId(ids.get(1), "bill.pdf")).asByteArray())
                .isEqualTo(Multipart.PDF);
    }

    @ParameterizedTest
    @CsvSource({"x.mbx, application/octet-stream", "x.MBOX, text/plain", "Archive, application/mbox"})
    void archiveShouldBeKnownByItsNameOrType(String name, String type) {
        var uploaded = anna.upload(null, new File(name, mbox(aMail().raw(), aMail().raw()), type));

        assertThat(counts(uploaded)).isEqualTo(counts(2, 2, 0, 0, 0));
    }

    @Test
    void mailShouldBeADuplicateHoweverItCameBefore() {
        var imported = aMail();
        var twice = aMail();
        var first = anna.uploadedMail(imported.receivedBy("mx2").raw());

        var uploaded = anna.upload(
                null,
                archive(imported.raw(), twice.raw(), twice.receivedBy("mx3").raw()));

        assertThat(counts(uploaded)).isEqualTo(counts(3, 1, 2, 0, 0));
        assertThat(uploaded.<List<String>>path("outcomes.outcome"))
                .containsExactly("duplicate", "imported", "duplicate");
        assertThat(uploaded.<String>path("outcomes[0].itemId")).isEqualTo(first);
        assertThat(uploaded.<String>path("outcomes[2].itemId")).isEqualTo(uploaded.path("outcomes[1].itemId"));
        assertThat(uploaded.<List<String>>path("ids")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"fileFilter\":\"*.PDF\"}', fileFilter, bill.pdf",
        "'{\"attachmentsOnly\":true}', attachmentsOnly, bill.pdf",
    })
    void mailShouldBeFilteredWhenNothingIsLeftOfIt(String meta, String reason, String names) {
        var uploaded = anna.upload(
                meta, archive(aMail().raw(), Multipart.WITH_A_PDF), new File("m.eml", aMail().raw(), "message/rfc822"));

        assertThat(counts(uploaded)).isEqualTo(counts(3, 1, 0, 2, 0));
        assertThat(uploaded.<List<String>>path("outcomes.outcome")).containsExactly("filtered", "imported", "filtered");
        assertThat(uploaded.<List<String>>path("outcomes.reason")).containsExactly(reason, null, reason);
        List<String> ids = uploaded.path("ids");
        assertThat(ids).hasSize(1);
        assertThat(anna.item(ids.getFirst()).<List<String>>path("attachments.name"))
                .containsExactly(names);
    }

    @Test
    void brokenMailShouldStayRawAndStopNothing() {
        var broken = "Content-Type: multipart/mixed; boundary=x\r\nSubject: =?x?q?\u0000?=\r\n\r\n--x\r\n--x\r\n\u0000"
                .getBytes(StandardCharsets.UTF_8);
        var header = ("X: " + "y".repeat(3 << 20) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);

        var uploaded = anna.upload(null, archive(aMail().raw(), broken, new byte[0], header, aMail().raw()));

        assertThat(counts(uploaded)).isEqualTo(counts(5, 5, 0, 0, 0));
        List<String> ids = uploaded.path("ids");
        assertThat(anna.attachment(ids.get(1) + "/archive").asByteArray())
                .isEqualTo((new String(broken, StandardCharsets.UTF_8) + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void metaShouldBeNotedOnEveryMail() {
        var uploaded = anna.upload(
                "{\"folder\":\"Old\",\"tags\":{\"items\":[\"x\"]},\"direction\":\"outgoing\"}",
                archive(aMail().raw(), aMail().raw()));

        for (var id : uploaded.<List<String>>path("ids")) {
            assertThat(anna.item(id).<String>path("folder")).isEqualTo("Old");
            assertThat(anna.item(id).<List<String>>path("tags")).containsExactly("x");
            assertThat(anna.item(id).<String>path("direction")).isEqualTo("outgoing");
        }
    }

    @Test
    void archiveShouldStayAFileWhenAllFilesAreToBeOneItem() {
        var text = new File("a.txt", new byte[] {1}, "text/plain");

        var ids = anna.uploaded("{\"multiple\":false}", text, archive(aMail().raw()));

        assertThat(ids).hasSize(1);
        assertThat(anna.item(ids.getFirst()).<List<String>>path("attachments.name"))
                .containsExactly("a.txt", "all.mbox");
        assertThat(counts(anna.upload("{\"multiple\":false}", archive(aMail().raw(), aMail().raw()))))
                .as("one item of one file is all that it can be")
                .isEqualTo(counts(2, 2, 0, 0, 0));
    }

    @Test
    void filesShouldBeToldOfInTheirOrder() {
        var text = new File("a.txt", new byte[] {1}, "text/plain");
        var again = new File("b.txt", new byte[] {1}, "text/plain");

        var uploaded = anna.upload("{\"skipDuplicates\":true}", text, archive(aMail().raw()), again);

        assertThat(counts(uploaded)).isEqualTo(counts(3, 2, 1, 0, 0));
        assertThat(uploaded.<List<String>>path("outcomes.name")).containsExactly("a.txt", "all.mbox", "b.txt");
        assertThat(uploaded.<List<String>>path("outcomes.outcome"))
                .containsExactly("imported", "imported", "duplicate");
        assertThat(uploaded.<List<Integer>>path("outcomes.position")).containsExactly(null, 1, null);
        assertThat(uploaded.<List<String>>path("ids")).hasSize(2);
    }

    @Test
    void nothingShouldBeStoredWhenAnArchiveIsNone() {
        var refused = anna.upload(
                null,
                archive(aMail().raw()),
                new File("a.txt", new byte[] {1}, "text/plain"),
                new File("letters.mbox", "Dear Anna,\n\nFrom".getBytes(StandardCharsets.UTF_8), "application/mbox"));

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<String>path("detail")).contains("letters.mbox");
        assertThat(anna.request().get(Api.ITEMS).<List<?>>path("items")).isEmpty();
    }

    @Test
    void archiveWithoutMailsShouldBeFine() {
        var uploaded = anna.upload(null, archive());

        assertThat(uploaded.statusCode()).isEqualTo(200);
        assertThat(counts(uploaded)).isEqualTo(counts(0, 0, 0, 0, 0));
    }

    @Test
    void outcomesShouldBeBoundedWhenMailsAreMany() {
        var mails = IntStream.range(0, 1100).mapToObj(i -> aMail().raw()).toArray(byte[][]::new);

        var uploaded = anna.upload(null, archive(mails));
        var again = anna.upload(null, archive(mails));

        assertThat(counts(uploaded)).isEqualTo(counts(1100, 1100, 0, 0, 0));
        assertThat(uploaded.<List<?>>path("outcomes")).hasSize(1000);
        assertThat(uploaded.<List<?>>path("ids")).hasSize(1000);
        assertThat(counts(again)).isEqualTo(counts(1100, 0, 1100, 0, 0));
    }

    private static Map<String, Integer> counts(Response uploaded) {
        assertThat(uploaded.statusCode()).as(uploaded.asString()).isEqualTo(200);
        return uploaded.path("counts");
    }

    private static Map<String, Integer> counts(int matched, int imported, int duplicate, int filtered, int failed) {
        return Map.of(
                "matched",
                matched,
                "imported",
                imported,
                "duplicate",
                duplicate,
                "filtered",
                filtered,
                "failed",
                failed);
    }

    private static File archive(byte[]... mails) {
        return new File("all.mbox", mbox(mails), "application/mbox");
    }

    /** As a file system keeps it: with line feeds, and quoted. */
    static byte[] mbox(byte[]... mails) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(mails).forEach(mail -> {
            var text = new String(mail, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
            out.writeBytes(("From anna@example.org Tue Apr  1 10:00:00 2025\n"
                            + text.replaceAll("(?m)^(>*From )", ">$1")
                            + (text.endsWith("\n") ? "\n" : "\n\n"))
                    .getBytes(StandardCharsets.ISO_8859_1));
        });
        return out.toByteArray();
    }
}
