package io.mailroom.item;

import static io.mailroom.item.Mails.aMail;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.item.Api.File;
import io.mailroom.testsupport.User;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UploadResourceTest {

    private static final File A = new File("a.txt", new byte[] {1, 2}, "text/plain");
    private static final File B = new File("b.pdf", new byte[] {3, 4, 5}, "application/pdf");

    @TestHTTPResource
    URI service;

    private Api anna;

    @BeforeEach
    void signUp() {
        anna = Api.of(User.anAdmin());
    }

    @Test
    void eachFileShouldBeAnItemWhenNothingElseIsSaid() {
        var uploaded = anna.upload(null, A, B);

        assertThat(uploaded.statusCode()).isEqualTo(200);
        assertThat(uploaded.<Boolean>path("success")).isTrue();
        assertThat(uploaded.<String>path("message")).isEqualTo("Files submitted.");
        List<String> ids = uploaded.path("ids");
        assertThat(ids).hasSize(2);
        assertThat(anna.item(ids.get(0)).<String>path("name")).isEqualTo("a.txt");
        assertThat(anna.item(ids.get(1)).<List<String>>path("attachments.name")).containsExactly("b.pdf");
        assertThat(anna.item(ids.get(1)).<List<String>>path("attachments.contentType"))
                .containsExactly("application/pdf");
    }

    @Test
    void allFilesShouldBeOneItemWhenMultipleIsFalse() {
        var ids = anna.uploaded("{\"multiple\":false}", A, B, new File("m.eml", aMail().raw(), "message/rfc822"));

        assertThat(ids).hasSize(1);
        assertThat(anna.item(ids.getFirst()).<List<String>>path("attachments.name"))
                .containsExactly("a.txt", "b.pdf", "m.eml");
    }

    @Test
    void metaShouldBeNotedOnTheItem() {
        var id = anna.uploaded("""
                        {"direction":"outgoing","folder":"Bills","tags":{"items":["x","y","x"]},"language":"de"}""", new File("mail", aMail().raw(), "message/rfc822"))
                .getFirst();

        var item = anna.item(id);

        assertThat(item.<String>path("direction")).isEqualTo("outgoing");
        assertThat(item.<String>path("folder")).isEqualTo("Bills");
        assertThat(item.<List<String>>path("tags")).containsExactly("x", "y");
        assertThat(item.<String>path("language")).isEqualTo("deu");
    }

    @Test
    void metaShouldBeReadWhenItComesAsAFile() {
        var response = anna.request()
                .multiPart(
                        "meta", "meta.json", "{\"folder\":\"F\"}".getBytes(StandardCharsets.UTF_8), "application/json")
                .multiPart("file", A.name(), A.bytes(), A.type())
                .post(Api.UPLOAD);

        List<String> ids = response.path("ids");
        assertThat(ids).hasSize(1);
        assertThat(anna.item(ids.getFirst()).<String>path("folder")).isEqualTo("F");
    }

    @Test
    void metaMayBeLongerThanTwoKilobytes() {
        var tags = "\"%s\"".formatted("t".repeat(200)) + ",\"u\"".repeat(1000);

        var refused = anna.upload("{\"tags\":{\"items\":[" + tags + "]}}", A);

        assertThat(refused.<String>path("errors[0].field")).isEqualTo("tags.items");
    }

    @Test
    void emlShouldBecomeAnItemAsAnImportedMailDoes() {
        var mail = aMail().withSubject("Hello there");

        var first = anna.uploaded(null, new File("x.EML", mail.raw(), "application/octet-stream"));
        var again = anna.uploaded(null, new File("y.eml", mail.receivedBy("mx2").raw(), "application/octet-stream"));

        assertThat(anna.item(first.getFirst()).<String>path("name")).isEqualTo("Hello there");
        assertThat(again).isEqualTo(first);
    }

    @Test
    void emlShouldComeAgainWhenItsItemWasDeleted() {
        var mail = new File("x.eml", aMail().raw(), "message/rfc822");
        var first = anna.uploaded(null, mail);
        anna.request().delete(Api.ITEMS + first.getFirst()).then().statusCode(200);

        var again = anna.uploaded(null, mail);

        assertThat(again).hasSize(1).isNotEqualTo(first);
        assertThat(anna.item(again.getFirst()).statusCode()).isEqualTo(200);
    }

    @Test
    void idsShouldStandInTheOrderOfTheFiles() {
        var ids = anna.uploaded(
                null, A, new File("m.eml", aMail().withSubject("mail").raw(), "message/rfc822"), B);

        assertThat(ids).extracting(id -> anna.item(id).<String>path("name")).containsExactly("a.txt", "mail", "b.pdf");
    }

    @Test
    void fileShouldBeTheItemThatItIsWhenDuplicatesAreSkipped() {
        var first = anna.uploaded(null, A);

        var again = anna.uploaded("{\"skipDuplicates\":true}", new File("copy.txt", A.bytes(), "text/plain"), B, B);
        var kept = anna.uploaded(null, A);

        assertThat(again).hasSize(2).startsWith(first.getFirst());
        assertThat(kept).isNotEqualTo(first);
        assertThat(anna.request().get(Api.ITEMS).<List<?>>path("items")).hasSize(3);
    }

    @Test
    void attachmentOfAMailShouldBeADuplicateOfTheSameFile() {
        var pdf = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        var mail = anna.uploadedMail(Multipart.withAPdf(pdf, "bill.pdf"));

        var again = anna.uploaded("{\"skipDuplicates\":true}", new File("saved.pdf", pdf, "application/pdf"));

        assertThat(again).containsExactly(mail);
    }

    @Test
    void fileOfAnotherCollectiveShouldBeNoDuplicate() {
        var other = Api.of(User.anAdmin()).uploaded(null, A);

        assertThat(anna.uploaded("{\"skipDuplicates\":true}", A)).hasSize(1).isNotEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"fileFilter\":\"*.PDF\"}', bill.pdf",
        "'{\"fileFilter\":\"mail.html\"}', mail.html",
        "'{\"fileFilter\":\"*.pdf|mail.html\"}', mail.html bill.pdf",
        "'{\"attachmentsOnly\":true}', bill.pdf",
    })
    void filterShouldChooseAmongTheAttachmentsOfAMail(String meta, String names) {
        var id = anna.uploaded(meta, new File("m.eml", Multipart.WITH_A_PDF, "message/rfc822"))
                .getFirst();

        assertThat(anna.item(id).<List<String>>path("attachments.name")).containsExactly(names.split(" "));
        assertThat(anna.attachment(id + "/archive").asByteArray()).isEqualTo(Multipart.WITH_A_PDF);
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, passwd",
        "some/directory/, directory",
        "C:\\Users\\anna\\Rechnung März.txt, Rechnung März.txt",
        ".., file",
    })
    void fileNameShouldBeMadeSafe(String stated, String name) {
        var id = anna.uploaded(null, new File(stated, new byte[] {1}, "text/plain"))
                .getFirst();

        assertThat(anna.item(id).<String>path("attachments[0].name")).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "From nobody", "\r\n\r\n", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x"})
    void emlShouldBeAnItemWhateverItHolds(String raw) {
        var bytes = raw.getBytes(StandardCharsets.UTF_8);

        var id = anna.uploadedMail(bytes);

        assertThat(anna.item(id).<String>path("name")).isEqualTo("(no subject)");
        assertThat(anna.attachment(id + "/archive").asByteArray()).isEqualTo(bytes);
    }

    @Test
    void uploadShouldBeRefusedWhenThereIsNoFile() {
        var refused = anna.upload("{}");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<String>path("errors[0].field")).isEqualTo("file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"direction\":\"sideways\"}; direction",
                "{\"language\":\"klingon\"}; language",
                "{\"folder\":\"a\\nb\"}; folder",
                "{\"tags\":{\"items\":[\"a\",\"\"]}}; tags.items[1]",
                "{\"tags\":{\"items\":[null]}}; tags.items[0]",
            })
    void uploadShouldBeRefusedWhenAValueIsWrong(String meta, String field) {
        var refused = anna.upload(meta, A);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<List<String>>path("errors.field")).containsExactly(field);
        assertThat(anna.request().get(Api.ITEMS).<List<?>>path("items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"multiple\":\"yes\"}", "{\"tags\":[1]}", "5"})
    void uploadShouldBeRefusedWhenMetaIsNotTheExpectedJson(String meta) {
        var refused = anna.upload(meta, A);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.contentType()).startsWith("application/problem+json");
    }

    @Test
    void uploadShouldBeRefusedWhenItIsNotMultipart() {
        var refused = anna.request().contentType(ContentType.JSON).body("{}").post(Api.UPLOAD);

        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(refused.contentType()).startsWith("application/problem+json");
    }

    @Test
    void uploadShouldBeRefusedBeforeItIsReadWhenItSaysThatItIsTooLarge() throws Exception {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + Api.UPLOAD + " HTTP/1.1\r\nHost: localhost\r\nX-Docspell-Auth: "
                                    + anna.user().token()
                                    + "\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 209715201\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines()
                    .toList();

            assertThat(answer.getFirst()).startsWith("HTTP/1.1 413");
            assertThat(answer.getLast()).contains("larger than", "\"success\":false");
        }
    }
}
