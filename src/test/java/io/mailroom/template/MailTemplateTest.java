package io.mailroom.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MailTemplateTest {

    private static final String TEMPLATES = "/api/v1/sec/email/template";

    @Test
    void templateShouldBeThereForTheWholeCollectiveOnceItIsStored() {
        var anna = User.anAdmin();

        var stored = anna.request().body(template("reminder")).post(TEMPLATES);
        store(anna, template("a-first"));

        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
        assertThat(stored.header("ETag")).isEqualTo("\"0\"");
        assertThat(stored.<String>path("message")).isEqualTo("Template stored.");
        var colleague = anna.aColleague("ben");
        var read = colleague.request().get(TEMPLATES + "/reminder");
        assertThat(read.header("ETag")).isEqualTo("\"0\"");
        var view = read.as(MailTemplateView.class);
        assertThat(view.subject()).isEqualTo("Reminder: {number}");
        assertThat(view.html()).isNull();
        assertThat(view.created()).isEqualTo(view.updated());
        assertThat(colleague.request().get(TEMPLATES).<List<String>>path("items.name"))
                .containsExactly("a-first", "reminder");
    }

    @Test
    void templateShouldBeNobodyElsesBusiness() {
        store(User.anAdmin(), template("reminder"));
        var stranger = User.anAdmin();

        assertThat(stranger.request().get(TEMPLATES).<List<String>>path("items"))
                .isEmpty();
        assertThat(stranger.request().get(TEMPLATES + "/reminder").statusCode()).isEqualTo(404);
        assertThat(stranger.request().delete(TEMPLATES + "/reminder").statusCode())
                .isEqualTo(404);
        assertThat(stranger.request()
                        .body(template("x"))
                        .put(TEMPLATES + "/reminder")
                        .statusCode())
                .isEqualTo(404);
        assertThat(stranger.request()
                        .body(Map.of())
                        .post(TEMPLATES + "/reminder/preview")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void templateShouldBeReplacedAndRenamedUnlessItWasChangedMeanwhile() {
        var anna = User.anAdmin();
        store(anna, template("reminder"));
        store(anna, template("other"));

        var taken = anna.request().body(template("other")).put(TEMPLATES + "/reminder");
        var renamed = anna.request()
                .header("If-Match", "\"0\"")
                .body(template("last-call"))
                .put(TEMPLATES + "/reminder");
        var stale = anna.request()
                .header("If-Match", "\"0\"")
                .body(template("last-call"))
                .put(TEMPLATES + "/last-call");
        var staleInBody =
                anna.request().body(with(template("last-call"), "version", 0)).put(TEMPLATES + "/last-call");

        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(renamed.statusCode()).as(renamed.asString()).isEqualTo(200);
        assertThat(renamed.header("ETag")).isEqualTo("\"1\"");
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(staleInBody.statusCode()).isEqualTo(409);
        assertThat(anna.request().get(TEMPLATES + "/reminder").statusCode()).isEqualTo(404);
    }

    @Test
    void templateShouldBeGoneWhenItIsRemoved() {
        var anna = User.anAdmin();
        store(anna, template("reminder"));

        var stale = anna.request().header("If-Match", "\"7\"").delete(TEMPLATES + "/reminder");
        var removed = anna.request().delete(TEMPLATES + "/reminder");

        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(removed.<String>path("message")).isEqualTo("Template removed.");
        assertThat(anna.request().get(TEMPLATES).<List<String>>path("items")).isEmpty();
    }

    @Test
    void nameShouldBeFreeAndFitForUrls() {
        var anna = User.anAdmin();
        store(anna, template("reminder"));

        assertThat(anna.request().body(template("reminder")).post(TEMPLATES).statusCode())
                .isEqualTo(409);
        assertThat(anna.request().body(template("a/b")).post(TEMPLATES).statusCode())
                .isEqualTo(422);
    }

    @Test
    void everyTextThatIsWrongShouldBeNamedWithItsLine() {
        var anna = User.anAdmin();
        var wrong = Map.of(
                "name", "x", "subject", "{inject:x}", "body", "Dear\n{#if a}b", "html", "<p>\n\n{#include y /}</p>");

        var refused = anna.request().body(wrong).post(TEMPLATES);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<List<String>>path("errors.field")).containsExactly("subject", "body", "html");
        assertThat(refused.<List<String>>path("errors.message"))
                .satisfiesExactly(
                        subject -> assertThat(subject).startsWith("line 1: {inject:x} asks for"),
                        body -> assertThat(body).startsWith("line 2: {#if} is never closed"),
                        html -> assertThat(html).startsWith("line 3: {#include y /} is nothing"));
    }

    @Test
    void previewShouldShowWhatAMailWouldSay() {
        var anna = User.anAdmin();
        store(anna, Map.of("name", "offer", "subject", "Offer {number}", "body", """
                        Dear {recipient.name ?: 'Sir or Madam'},
                        {#for line in lines}
                        - {line.what}: {line.price}
                        {/for}
                        {user} of {collective}""", "html", "<p>{note}</p>"));

        var preview = preview(
                anna,
                "offer",
                Map.of(
                        "recipients",
                        List.of("Ben Huber <ben@example.org>"),
                        "variables",
                        Map.of(
                                "number",
                                "7\r\nBcc: eve@example.org",
                                "note",
                                "<script>",
                                "lines",
                                List.of(Map.of("what", "Work", "price", 12.5), Map.of("what", "Cake", "price", 3)))));

        assertThat(preview.statusCode()).as(preview.asString()).isEqualTo(200);
        assertThat(preview.<String>path("subject")).isEqualTo("Offer 7 Bcc: eve@example.org");
        assertThat(preview.<String>path("body"))
                .isEqualTo("Dear Ben Huber,\n- Work: 12.5\n- Cake: 3\nanna of " + anna.collective());
        assertThat(preview.<String>path("html")).isEqualTo("<p>&lt;script&gt;</p>");
    }

    @Test
    void previewShouldNameTheTextAndTheLineOfWhatIsMissing() {
        var anna = User.anAdmin();
        store(anna, template("reminder"));

        var refused = preview(anna, "reminder", Map.of());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<List<String>>path("errors.field")).containsExactly("subject");
        assertThat(refused.<String>path("errors[0].message"))
                .isEqualTo("line 1: {number} is nothing that is known here");
    }

    @Test
    void variablesShouldBePlainAndNotTooMany() {
        var anna = User.anAdmin();
        store(anna, template("reminder"));

        assertThat(refusal(anna, Map.of("item", "x"))).contains("variables.item is a name that templates have");
        assertThat(refusal(anna, Map.of("a.b", "x"))).contains("variables has a name");
        assertThat(refusal(anna, Map.of("a", List.of(List.of(List.of(List.of(List.of(List.of("x")))))))))
                .contains("levels deep");
        assertThat(refusal(anna, Map.of("a", "x".repeat(500_001)))).contains("longer than 500000");
        assertThat(refusal(anna, Map.of("a", Collections.nCopies(5001, 1)))).contains("more than 5000 values");
    }

    @Test
    void previewShouldRefuseWhatIsNotThere() {
        var anna = User.anAdmin();
        store(anna, template("reminder"));

        assertThat(preview(anna, "reminder", Map.of("item", "0198c5a2-6a3e-7c11-9d5b-2f6d0c6f7a10"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(preview(anna, "reminder", Map.of("item", "x")).statusCode()).isEqualTo(422);
        assertThat(preview(anna, "reminder", Map.of("recipients", List.of("nobody")))
                        .statusCode())
                .isEqualTo(422);
    }

    private static String refusal(User user, Map<String, ?> variables) {
        var refused = preview(user, "reminder", Map.of("variables", variables));
        assertThat(refused.statusCode()).isEqualTo(422);
        return refused.path("detail");
    }

    private static Response preview(User user, String name, Map<String, ?> input) {
        return user.request().body(input).post(TEMPLATES + "/{name}/preview", name);
    }

    private static void store(User user, Map<String, ?> template) {
        var stored = user.request().body(template).post(TEMPLATES);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }

    private static Map<String, Object> template(String name) {
        return Map.of("name", name, "subject", "Reminder: {number}", "body", "Dear {recipient.name ?: 'you'},\n");
    }

    private static Map<String, Object> with(Map<String, Object> template, String field, Object value) {
        var changed = new HashMap<>(template);
        changed.put(field, value);
        return changed;
    }
}
