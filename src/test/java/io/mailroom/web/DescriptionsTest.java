package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.Engine;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fields say of themselves to those who do not see them. */
@QuarkusTest
class DescriptionsTest {

    private static final Fields FIELDS = Fields.of("name", "Name");

    private final Engine engine;

    DescriptionsTest(Engine engine) {
        this.engine = engine;
    }

    private Document render(String tag, boolean help, Form form) {
        String source = "{#%s form=form name=\"name\" options=options %s /}{#errors form /}"
                .formatted(tag, help ? "help=\"Some help.\"" : "");
        return Jsoup.parse(engine.parse(source)
                .data(Map.of("form", form, "options", List.of(Option.of("a", "A"))))
                .render());
    }

    @ParameterizedTest
    @CsvSource({
        "field, true, true", "field, true, false", "field, false, true", "field, false, false",
        "password, true, true", "password, true, false", "password, false, true", "password, false, false",
        "textarea, true, true", "textarea, true, false", "textarea, false, true", "textarea, false, false",
        "select, true, true", "select, true, false", "select, false, true", "select, false, false",
        "radios, true, true", "radios, true, false", "radios, false, true", "radios, false, false",
        "addresses, true, true", "addresses, true, false", "addresses, false, true", "addresses, false, false",
        "checkbox, true, true", "checkbox, true, false", "checkbox, false, true", "checkbox, false, false",
    })
    void fieldShouldBeDescribedByWhatIsThere(String tag, boolean help, boolean wrong) {
        var form = FIELDS.blank();

        var page = render(tag, help, wrong ? form.complain("name", "is needed") : form);

        var described = page.select("#f-name").attr("aria-describedby").strip();
        var ids = described.isEmpty() ? List.<String>of() : List.of(described.split(" +"));
        assertThat(ids).hasSize((help ? 1 : 0) + (wrong ? 1 : 0));
        assertThat(ids).allSatisfy(id -> assertThat(page.select("#" + id)).hasSize(1));
        assertThat(page.select("#f-name").hasAttr("aria-describedby")).isEqualTo(help || wrong);
    }

    @ParameterizedTest
    @CsvSource({"field", "password", "textarea", "select", "radios", "checkbox", "addresses"})
    void summaryShouldLeadToWhatCanTakeTheFocus(String tag) {
        var page = render(tag, false, FIELDS.blank().complain("name", "is needed"));

        var target = page.select(page.select(".summary a").attr("href"));

        assertThat(target).hasSize(1);
        assertThat(target.is("input, textarea, select, [tabindex]")).isTrue();
    }
}
