package io.mailroom.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.item.Api.File;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AttachmentResourceTest {

    private static final String TEXT =
            "Zeile eins = ü\r\nZeile zwei\twith a very long line that quoted-printable has to break somewhere\r\n";

    private Api anna;

    @BeforeEach
    void signUp() {
        anna = Api.of(User.anAdmin());
    }

    @Test
    void base64AttachmentShouldComeOutByteForByte() throws Exception {
        var id = anna.attachmentId(anna.uploadedMail(Multipart.WITH_A_PDF), "bill.pdf");

        var download = anna.attachment(id);

        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.asByteArray()).isEqualTo(Multipart.PDF);
        assertThat(download.header("Content-Length")).isEqualTo("" + Multipart.PDF.length);
        assertThat(download.header("ETag"))
                .isEqualTo('"'
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(Multipart.PDF))
                        + '"');
    }

    @ParameterizedTest
    @CsvSource({
        "quoted-printable, 'Zeile eins =3D =C3=BC=0D=0AZeile zwei=09with a very long line that quoted-printable has=\r\n to break somewhere=0D=0A'",
        "8bit, 'Zeile eins = ü\r\nZeile zwei\twith a very long line that quoted-printable has to break somewhere\r\n'",
    })
    void textAttachmentShouldComeOutByteForByte(String encoding, String encoded) {
        var raw = """
                Message-ID: <%s@example.org>
                Subject: Text
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b

                Body
                --b
                Content-Type: text/html; charset=utf-8
                Content-Disposition: attachment; filename=page.html
                Content-Transfer-Encoding: %s

                %s
                --b--
                """.formatted(encoding, encoding, encoded).replaceAll("\r?\n", "\r\n");
        var item = anna.uploadedMail(raw.getBytes(StandardCharsets.UTF_8));

        var download = anna.attachment(anna.attachmentId(item, "page.html"));

        assertThat(download.asByteArray()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
        assertThat(download.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
    }

    @Test
    void downloadShouldNotBeRunByABrowser() {
        var id = anUploaded(
                "Größe 100%.html", "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8), "text/html");

        var download = anna.attachment(id);

        assertThat(download.headers().getValues("Content-Security-Policy")).containsExactly("sandbox");
        assertThat(download.headers().getValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(download.headers().getValues("Cache-Control")).containsExactly("private, no-cache");
        assertThat(download.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"Gr__e 100_.html\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20100%25.html");
        assertThat(download.asString()).isEqualTo("<script>alert(1)</script>");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-99, 0, 100",
        "bytes=699990-, 699990, 700000",
        "bytes=-5, 699995, 700000",
        "bytes=-900000, 0, 700000",
        "bytes=300000-600000, 300000, 600001",
        "bytes=699999-99999999, 699999, 700000",
        "BYTES = 1-2, 1, 3",
    })
    void rangeShouldAnswerThoseBytes(String range, int from, int to) {
        var pdf = anna.attachmentId(anna.uploadedMail(Multipart.WITH_A_PDF), "bill.pdf");
        var file = anUploaded("whole.pdf", Multipart.PDF, "application/pdf");

        for (var id : new String[] {pdf, file}) {
            var part = anna.request().header("Range", range).get(Api.ATTACHMENTS + id);

            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(Multipart.PDF, from, to));
            assertThat(part.header("Content-Range")).isEqualTo("bytes %d-%d/700000".formatted(from, to - 1));
            assertThat(part.header("Content-Length")).isEqualTo("" + (to - from));
        }
    }

    @Test
    void rangesOneAfterTheOtherShouldMakeUpTheWhole() {
        var id = anna.attachmentId(anna.uploadedMail(Multipart.WITH_A_PDF), "bill.pdf");

        var whole = new ByteArrayOutputStream();
        for (int from = 0; from < Multipart.PDF.length; from += 99_999) {
            whole.writeBytes(anna.request()
                    .header("Range", "bytes=" + from + "-" + (from + 99_998))
                    .get(Api.ATTACHMENTS + id)
                    .asByteArray());
        }

        assertThat(whole.toByteArray()).isEqualTo(Multipart.PDF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=700000-", "bytes=99999999-999999999", "bytes=-0"})
    void rangeBehindTheEndShouldBeRefused(String range) {
        var id = anUploaded("whole.pdf", Multipart.PDF, "application/pdf");

        var refused = anna.request().header("Range", range).get(Api.ATTACHMENTS + id);

        assertThat(refused.statusCode()).isEqualTo(416);
        assertThat(refused.header("Content-Range")).isEqualTo("bytes */700000");
        assertThat(refused.contentType()).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-1,5-6",
                "lines=1-2",
                "bytes=5-1",
                "bytes=",
                "bytes=-",
                "bytes=99999999999999999999-",
                "x"
            })
    void rangeThatIsNotUnderstoodShouldBeIgnored(String range) {
        var id = anUploaded("a.bin", new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, "application/octet-stream");

        var whole = anna.request().header("Range", range).get(Api.ATTACHMENTS + id);

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.asByteArray()).hasSize(8);
    }

    @Test
    void ifRangeShouldAnswerTheWholeWhenItNamesAnotherVersion() {
        var id = anUploaded("a.bin", new byte[] {1, 2, 3}, "application/octet-stream");
        var tag = anna.attachment(id).header("ETag");

        var same = anna.request()
                .header("Range", "bytes=1-1")
                .header("If-Range", tag)
                .get(Api.ATTACHMENTS + id);
        var other = anna.request()
                .header("Range", "bytes=1-1")
                .header("If-Range", "\"x\"")
                .get(Api.ATTACHMENTS + id);

        assertThat(same.statusCode()).isEqualTo(206);
        assertThat(same.asByteArray()).containsExactly(2);
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.asByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void ifNoneMatchShouldAnswer304WhenNothingIsNew() {
        var id = anUploaded("a.bin", new byte[] {1, 2, 3}, "application/octet-stream");
        var tag = anna.attachment(id).header("ETag");

        var known = anna.request().header("If-None-Match", "\"x\", W/" + tag).get(Api.ATTACHMENTS + id);
        var unknown = anna.request().header("If-None-Match", "\"x\"").get(Api.ATTACHMENTS + id);

        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.header("ETag")).isEqualTo(tag);
        assertThat(known.asByteArray()).isEmpty();
        assertThat(unknown.statusCode()).isEqualTo(200);
    }

    @Test
    void headShouldTellTheSizeWithoutTheBytes() {
        var id = anUploaded("whole.pdf", Multipart.PDF, "application/pdf");

        var head = anna.request().head(Api.ATTACHMENTS + id);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("700000");
        assertThat(head.asByteArray()).isEmpty();
    }

    @Test
    void emptyFileShouldComeOutEmpty() {
        var id = anUploaded("empty.txt", new byte[0], "text/plain");

        var download = anna.attachment(id);

        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.header("Content-Length")).isEqualTo("0");
        assertThat(anna.request()
                        .header("Range", "bytes=0-")
                        .get(Api.ATTACHMENTS + id)
                        .statusCode())
                .isEqualTo(416);
    }

    @Test
    void typeOfAnAttachmentShouldNotBreakTheAnswerWhenItIsNone() {
        var id = anUploaded("a.bin", new byte[] {1}, "not a type");

        assertThat(anna.attachment(id).contentType()).isEqualTo("application/octet-stream");
    }

    private String anUploaded(String name, byte[] bytes, String type) {
        var item = anna.uploaded(null, new File(name, bytes, type)).getFirst();
        return anna.item(item).path("attachments[0].id");
    }
}
