package io.mailroom.template;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TemplatePagesTest {

    private static Map<String, String> fields(String name, String body) {
        return new HashMap<>(
                Map.of("name", name, "subject", "{item.name}", "body", body, "html", "", "version", "", "act", "save"));
    }

    @Test
    void templateShouldBeStoredChangedAndDeleted() {
        var browser = Browser.of(User.anAdmin());
        assertThat(page(browser.get("/app/templates")).select(".empty a").attr("href"))
                .isEqualTo("/app/templates/new");

        var added = browser.post("/app/templates/new", fields("reminder", "Pay {number}."));
        assertThat(added.statusCode()).as(added.asString()).isEqualTo(303);
        var edit = page(browser.get("/app/templates/reminder"));
        assertThat(edit.select("#f-body").text()).isEqualTo("Pay {number}.");
        var changed = fields("reminder-2", "Pay {number} now.");
        changed.put("version", edit.select("[name=version]").val());
        assertThat(browser.post("/app/templates/reminder", changed).statusCode())
                .isEqualTo(303);
        var late = browser.post("/app/templates/reminder-2", changed);

        assertThat(late.statusCode()).isEqualTo(422);
        assertThat(page(late).select(".summary").text()).contains("changed by someone else");
        assertThat(page(browser.get("/app/templates")).select(".row-title").eachText())
                .containsExactly("reminder-2");
        browser.post("/app/templates/reminder-2/delete", Map.of());
        assertThat(page(browser.get("/app/templates")).select(".row-title")).isEmpty();
    }

    @Test
    void refusalShouldNameTheLineAtItsField() {
        var browser = Browser.of(User.anAdmin());

        var refused = browser.post("/app/templates/new", fields("my reminder", "Hello\n{#if item}never closed"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "name")).contains("A-Z a-z 0-9");
        var again = browser.post("/app/templates/new", fields("reminder", "Hello\n{#if item}never closed"));
        assertThat(error(again, "body")).contains("line 2").contains("never closed");
        assertThat(page(again).select("#f-body").first().wholeText()).contains("{#if item}never closed");
    }

    @Test
    void templateShouldAskForNoMoreThanSomebodyFillsIn() {
        var browser = Browser.of(User.anAdmin());
        var many = IntStream.rangeClosed(1, 101).mapToObj(i -> "{a" + i + "}").collect(Collectors.joining());

        var refused = browser.post("/app/templates/new", fields("form", many));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "body")).contains("asks for 101 values");
        assertThat(page(refused).select("[name^=variables.]")).hasSize(100);
        assertThat(browser.post("/app/templates/new", fields("form", many.replace("{a101}", "")))
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void previewShouldBeOfWhatIsTypedAndStoreNothing() {
        var browser = Browser.of(User.anAdmin());
        var typed = fields("reminder", "Dear {recipient.name}, {number} {due}\n{#for line in lines}* {line}\n{/for}");
        typed.put("act", "preview");
        typed.put("variables.number", "42");

        var shown = page(browser.post("/app/templates/new", typed));

        assertThat(shown.select(".preview .mail-text").text()).contains("Dear Ben Huber, 42 [due]", "* [lines]");
        assertThat(shown.select("#f-variables-number").val()).isEqualTo("42");
        assertThat(page(browser.get("/app/templates")).select(".row-title")).isEmpty();
    }

    @Test
    void templatesOfOthersShouldNotBeThere() {
        Browser.of(User.anAdmin()).post("/app/templates/new", fields("reminder", "x"));

        assertThat(Browser.of(User.anAdmin()).get("/app/templates/reminder").statusCode())
                .isEqualTo(404);
    }
}
