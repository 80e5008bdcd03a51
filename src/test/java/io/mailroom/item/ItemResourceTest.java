package io.mailroom.item;

import static io.mailroom.item.Mails.aMail;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.item.Api.File;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ItemResourceTest {

    @Inject
    Database database;

    private Api anna;

    @BeforeEach
    void signUp() {
        anna = Api.of(User.anAdmin());
    }

    @Test
    void getShouldAnswerTheMailWithItsBodyAndAttachments() {
        var id = anna.uploadedMail(Multipart.WITH_A_PDF);

        var item = anna.item(id);

        assertThat(item.statusCode()).isEqualTo(200);
        assertThat(item.<String>path("name")).isEqualTo("The bill");
        assertThat(item.<String>path("direction")).isEqualTo("incoming");
        assertThat(item.<String>path("source")).isEqualTo("upload-anna");
        assertThat(item.<String>path("state")).isEqualTo("created");
        assertThat(item.<Long>path("itemDate")).isEqualTo(1743494400000L);
        assertThat(item.<List<String>>path("attachments.name")).containsExactly("mail.html", "bill.pdf");
        assertThat(item.<List<Boolean>>path("attachments.converted")).containsOnly(false);
        assertThat(item.<Integer>path("attachments[1].size")).isEqualTo(Multipart.PDF.length);
        assertThat(item.<List<?>>path("sources")).isEmpty();
        assertThat(item.<List<?>>path("customfields")).isEmpty();
        assertThat(item.<List<?>>path("relatedItems")).isEmpty();
        assertThat(item.<String>path("mail.from")).isEqualTo("Anna Meier <anna@example.org>");
        assertThat(item.<String>path("mail.to")).isEqualTo("ben@example.org");
        assertThat(item.<String>path("mail.messageId")).endsWith("@example.org");
        assertThat(item.<String>path("mail.text").strip()).isEqualTo("Schöne Grüße.");
        assertThat(item.<String>path("mail.html")).contains("Schöne Grüße.");
    }

    @Test
    void sizeOfThePageShouldBeWhatADownloadOfItYields() {
        var id = anna.uploadedMail(Multipart.WITH_A_PDF);

        var item = anna.item(id);

        var page = anna.attachment(item.path("attachments[0].id"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        assertThat(page.asByteArray()).hasSize(item.<Integer>path("attachments[0].size"));
        assertThat(new String(page.asByteArray(), StandardCharsets.UTF_8)).contains("Schöne Grüße.", "<title>The bill");
    }

    @Test
    void bodyShouldBeSanitisedWhereItIsShown() {
        var raw = new String(
                        aMail().withText("<b>Hi</b><script>alert(1)</script><img src=http://t.example/x>")
                                .raw(),
                        StandardCharsets.UTF_8)
                .replace("Subject:", "Content-Type: text/html\r\nSubject:");

        var item = anna.item(anna.uploadedMail(raw.getBytes(StandardCharsets.UTF_8)));

        assertThat(item.<String>path("mail.html")).contains("<b>Hi</b>").doesNotContain("<script", " src=");
        assertThat(anna.attachment(item.path("attachments[0].id")).asString()).doesNotContain("<script", " src=");
    }

    @Test
    void archiveShouldBeTheOriginalMessageByteForByte() {
        var raw = aMail().withSubject("Rechnung / März")
                .withText("8bit: äöü \u00A0\r\n.\r\n")
                .raw();
        var item = anna.item(anna.uploadedMail(raw));

        assertThat(item.<String>path("archives[0].name")).isEqualTo("Rechnung _ März.eml");
        assertThat(item.<Integer>path("archives[0].size")).isEqualTo(raw.length);
        assertThat(item.<String>path("archives[0].contentType")).isEqualTo("message/rfc822");
        for (var id : List.of(item.<String>path("archives[0].id"), item.<String>path("attachments[0].id"))) {
            var archive = anna.attachment(id + "/archive");
            assertThat(archive.contentType()).isEqualTo("message/rfc822");
            assertThat(archive.header("Content-Disposition"))
                    .isEqualTo(
                            "attachment; filename=\"Rechnung _ M_rz.eml\"; filename*=UTF-8''Rechnung%20_%20M%C3%A4rz.eml");
            assertThat(archive.asByteArray()).isEqualTo(raw);
        }
    }

    @Test
    void itemOfFilesShouldHaveNeitherMailNorArchive() {
        var id = anna.uploaded(null, new File("a.txt", new byte[] {1}, "text/plain"))
                .getFirst();

        var item = anna.item(id);

        assertThat(item.<Object>path("mail")).isNull();
        assertThat(item.<List<?>>path("archives")).isEmpty();
        assertThat(anna.attachment(id + "/archive").statusCode()).isEqualTo(404);
    }

    @Test
    void listShouldAnswerNewestFirst() {
        var first = anna.uploadedMail(aMail().withSubject("first").raw());
        var second = anna.uploadedMail(Multipart.WITH_A_PDF);

        var list = anna.request().get(Api.ITEMS);

        assertThat(list.<List<String>>path("items.id")).containsExactly(second, first);
        Map<String, Object> entry = list.path("items[0]");
        assertThat(entry)
                .containsOnlyKeys(
                        "id",
                        "name",
                        "direction",
                        "source",
                        "state",
                        "created",
                        "itemDate",
                        "tags",
                        "attachmentCount",
                        "size")
                .containsEntry("attachmentCount", 2)
                .containsEntry("size", Multipart.WITH_A_PDF.length);
        assertThat(list.<Object>path("cursor")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GRÜSSE aus", "meier", "BEN@example", "100% _gut"})
    void listShouldFindASubstringInAnyCase(String query) {
        var wanted = anna.uploadedMail(
                aMail().withSubject("Viele Grüße aus Rom, 100% _gut").raw());
        anna.uploaded(null, new File("other.txt", new byte[] {1}, "text/plain"));

        var found = anna.request().queryParam("q", query.replace("ÜSSE", "Üße")).get(Api.ITEMS);

        assertThat(found.<List<String>>path("items.id")).containsExactly(wanted);
    }

    @Test
    void pagesShouldHoldEveryItemOnceWhileItemsAreAdded() {
        var before = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            before.addFirst(anna.uploadedMail(aMail().raw()));
        }

        var seen = new ArrayList<String>();
        String cursor = "";
        while (cursor != null) {
            Response page = anna.request()
                    .queryParam("limit", 3)
                    .queryParam("cursor", cursor)
                    .get(Api.ITEMS);
            seen.addAll(page.<List<String>>path("items.id"));
            cursor = page.path("cursor");
            anna.uploadedMail(aMail().raw());
        }

        assertThat(seen).isEqualTo(before);
    }

    @Test
    void listShouldGiveNoCursorWhenThePageIsJustFull() {
        anna.uploadedMail(aMail().raw());
        anna.uploadedMail(aMail().raw());

        var page = anna.request().queryParam("limit", 2).get(Api.ITEMS);

        assertThat(page.<List<?>>path("items")).hasSize(2);
        assertThat(page.<Object>path("cursor")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "%%%", "AAY1v5nUwAABlqXSfz58GppLXzwtHg-aAAAA", "' or 1=1"})
    void listShouldRefuseACursorThatItNeverGave(String cursor) {
        var refused = anna.request().queryParam("cursor", cursor).get(Api.ITEMS);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<String>path("errors[0].field")).isEqualTo("cursor");
    }

    @Test
    void listShouldAnswerNothingWhenACursorOfTheRightFormIsMadeUp() {
        assertThat(anna.request()
                        .queryParam("cursor", "gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
                        .get(Api.ITEMS)
                        .statusCode())
                .isEqualTo(200);
        assertThat(anna.request()
                        .queryParam("cursor", "f_______________________________")
                        .get(Api.ITEMS)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1"})
    void listShouldRefuseALimitOutOfBounds(String limit) {
        var refused = anna.request().queryParam("limit", limit).get(Api.ITEMS);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.<String>path("errors[0].field")).isEqualTo("limit");
    }

    @Test
    void listShouldTakeNulInAQueryForNothing() {
        assertThat(anna.request().queryParam("q", "a\0b").get(Api.ITEMS).statusCode())
                .isEqualTo(200);
    }

    @Test
    void deleteShouldRemoveTheItemWithAllItsBytes() {
        var id = anna.uploadedMail(
                Multipart.withAPdf(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII), "bill.pdf"));
        var attachment = anna.attachmentId(id, "bill.pdf");
        var blob = database.query("select encode(raw_hash, 'hex') from item where id = $1", UUID.fromString(id))
                .getFirst()
                .getString(0);

        var deleted = anna.request().delete(Api.ITEMS + id);

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.<Boolean>path("success")).isTrue();
        assertThat(anna.item(id).statusCode()).isEqualTo(404);
        assertThat(anna.attachment(attachment).statusCode()).isEqualTo(404);
        assertThat(anna.request().delete(Api.ITEMS + id).statusCode()).isEqualTo(404);
        assertThat(database.query("select from blob where encode(hash, 'hex') = $1", blob))
                .isEmpty();
    }

    @Test
    void deleteShouldKeepTheBytesThatAnotherItemNeeds() {
        var pdf = new byte[] {1, 2, 3};
        var first =
                anna.uploaded(null, new File("a.pdf", pdf, "application/pdf")).getFirst();
        var second =
                anna.uploaded(null, new File("b.pdf", pdf, "application/pdf")).getFirst();

        anna.request().delete(Api.ITEMS + first).then().statusCode(200);

        assertThat(anna.attachment(anna.attachmentId(second, "b.pdf")).asByteArray())
                .isEqualTo(pdf);
    }

    @Test
    void colleagueShouldShareItems() {
        var id = anna.uploadedMail(Multipart.WITH_A_PDF);
        var ben = Api.of(anna.user().aColleague("ben"));

        assertThat(ben.item(id).statusCode()).isEqualTo(200);
        assertThat(ben.request().get(Api.ITEMS).<List<String>>path("items.id")).containsExactly(id);
        assertThat(ben.attachment(anna.attachmentId(id, "bill.pdf")).asByteArray())
                .isEqualTo(Multipart.PDF);
    }

    @Test
    void anotherCollectiveShouldFindNothing() {
        var id = anna.uploadedMail(Multipart.WITH_A_PDF);
        var attachment = anna.attachmentId(id, "bill.pdf");
        var eve = Api.of(User.anAdmin());

        assertThat(eve.request().get(Api.ITEMS).<List<?>>path("items")).isEmpty();
        for (var refused : List.of(
                eve.item(id),
                eve.request().delete(Api.ITEMS + id),
                eve.attachment(attachment),
                eve.attachment(attachment + "/archive"),
                eve.attachment(id + "/archive"))) {
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.contentType()).startsWith("application/problem+json");
        }
        assertThat(anna.item(id).statusCode()).isEqualTo(200);
    }

    @Test
    void bodyPartShouldNotBeAnAttachment() {
        var id = anna.uploadedMail(Multipart.WITH_A_PDF);
        var body = database.query("select id from attachment where item_id = $1 and kind = 'body'", UUID.fromString(id))
                .getFirst()
                .getUUID(0);

        assertThat(anna.attachment(body.toString()).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a", "1-1-1-1-1"})
    void everythingShouldBe404WhenThereIsNoSuchId(String id) {
        for (var refused : List.of(
                anna.item(id),
                anna.request().delete(Api.ITEMS + id),
                anna.attachment(id),
                anna.attachment(id + "/archive"))) {
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.<Boolean>path("success")).isFalse();
        }
    }

    @Test
    void everythingShouldBe401WhenNobodyIsLoggedIn() {
        var id = HexFormat.of().formatHex(new byte[4]) + "-0000-7000-8000-000000000000";

        for (var refused : List.of(
                given().get(Api.ITEMS),
                given().get(Api.ITEMS + id),
                given().delete(Api.ITEMS + id),
                given().get(Api.ATTACHMENTS + id),
                given().get(Api.ATTACHMENTS + id + "/archive"),
                given().multiPart("file", "a", new byte[1]).post(Api.UPLOAD))) {
            assertThat(refused.statusCode()).isEqualTo(401);
        }
    }
}
