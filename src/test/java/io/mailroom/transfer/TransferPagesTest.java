package io.mailroom.transfer;

import static io.mailroom.transfer.Luggage.PASSPHRASE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TransferPagesTest {

    private static final String PAGE = "/app/account/move";

    private static RequestSpecification as(User user) {
        return given().cookie("docspell_auth", user.token())
                .header("Sec-Fetch-Site", "same-origin")
                .redirects()
                .follow(false);
    }

    private static Document page(Response answer) {
        return Jsoup.parse(answer.asString());
    }

    private static Response export(User user, String passphrase, String password) {
        return as(user).formParam("passphrase", passphrase)
                .formParam("password", password)
                .post(PAGE + "/export");
    }

    private static Response plan(User user, byte[] document, String passphrase) {
        return as(user).multiPart("document", "export.json", document)
                .multiPart("passphrase", passphrase)
                .multiPart("existing", "skip")
                .post(PAGE + "/plan");
    }

    /** As a browser would without JavaScript: what the form has, and what is typed into it. */
    private static Response submitted(User user, Document plan, String passphrase) {
        var form = plan.selectFirst("main form");
        var request = as(user).formParam("passphrase", passphrase);
        form.select("input[type=hidden]").forEach(input -> request.formParam(input.attr("name"), input.attr("value")));
        return request.post(form.attr("action"));
    }

    @Test
    void settingsShouldMoveWithAPlanBefore() {
        var anna = Luggage.aUserWithOneOfEach();
        var other = User.anAdmin();
        var exported = export(anna, PASSPHRASE, anna.password());
        assertThat(exported.header("Content-Disposition")).isEqualTo("attachment; filename=\"mailroom-export.json\"");

        var plan = plan(other, exported.asByteArray(), PASSPHRASE);
        assertThat(plan.statusCode()).isEqualTo(200);
        assertThat(page(plan).select("main .row-title").eachText())
                .containsExactly("google", "reminder", "in", "out", "Invoices", "notices");
        assertThat(page(plan).select("main .rows").text()).contains("Is added").contains("It is switched off.");
        assertThat(plan.asString()).doesNotContain(PASSPHRASE, Luggage.IMAP_PASSWORD);
        assertThat(other.request()
                        .get("/api/v1/sec/email/settings/imap")
                        .jsonPath()
                        .getList("items"))
                .isEmpty();

        var wrong = submitted(other, page(plan), "another horse, another staple");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(page(wrong).select("main form").text())
                .contains("is not the one that this document was sealed with");

        var done = submitted(other, page(wrong), PASSPHRASE);
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(page(done).select("main .rows").text()).contains("Added");
        assertThat(other.request()
                        .get("/api/v1/sec/email/settings/imap")
                        .jsonPath()
                        .getList("items"))
                .hasSize(1);
        assertThat(page(plan(other, exported.asByteArray(), PASSPHRASE))
                        .select("main")
                        .text())
                .contains("There is nothing to do");
    }

    @Test
    void exportShouldSayWhatIsWrongAtItsField() {
        var anna = User.anAdmin();

        var refused = export(anna, "too short", "");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(page(refused).select("#e-passphrase-error").text()).contains("must have 12 to 1024 characters");
        var wrong = export(anna, PASSPHRASE, "wrong");
        assertThat(page(wrong).select("#e-password-error").text()).contains("is not your password");
        assertThat(wrong.asString()).doesNotContain(PASSPHRASE);
    }

    @Test
    void planShouldSayWhatIsWrongAtItsField() {
        var anna = User.anAdmin();
        var document = export(anna, PASSPHRASE, anna.password()).asByteArray();

        assertThat(page(plan(anna, "no document".getBytes(), PASSPHRASE))
                        .select("#i-document-error")
                        .text())
                .contains("is no document that Mailroom has exported");
        assertThat(page(plan(anna, document, "another horse, another staple"))
                        .select("#i-passphrase-error")
                        .text())
                .contains("is not the one");
        assertThat(page(as(anna).multiPart("passphrase", PASSPHRASE).post(PAGE + "/plan"))
                        .select("#i-document-error")
                        .text())
                .contains("choose the file");
    }

    @Test
    void accountShouldLeadToThePage() {
        var anna = User.anAdmin();

        assertThat(page(as(anna).get("/app/account")).select("a[href=" + PAGE + "]"))
                .hasSize(1);
        assertThat(as(anna).get(PAGE).statusCode()).isEqualTo(200);
        assertThat(as(anna).get(PAGE + "/plan").header("Location")).endsWith(PAGE);
    }
}
