package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormTest {

    private enum Encryption {
        NONE,
        SSL
    }

    private static final Fields FIELDS = Fields.of(
            "imapHost",
            "Server",
            "imapPort",
            "Port",
            "sslType",
            "Encryption",
            "recipients",
            "Recipients",
            "note",
            "Note");

    private static Form form(String... namesAndValues) {
        var submitted = new java.util.HashMap<String, List<String>>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            submitted.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return FIELDS.read(submitted);
    }

    @Test
    void valuesShouldBeReadAsWhatTheyAre() {
        var form = form("imapHost", " imap.example.org ", "imapPort", "993", "sslType", "ssl", "note", "a\r\n\r\n b ");

        assertThat(form.text("imapHost")).isEqualTo("imap.example.org");
        assertThat(form.number("imapPort")).isEqualTo(993);
        assertThat(form.choice("sslType", Encryption.class)).isEqualTo(Encryption.SSL);
        assertThat(form.lines("note")).containsExactly("a", "b");
        assertThat(form.text("note")).isEqualTo("a\n\n b");
        assertThat(form.optional("recipients")).isNull();
        assertThat(form.isRefused()).isFalse();
    }

    @Test
    void valuesThatAreSomethingElseShouldBeComplainedOfAndKept() {
        var form = form("imapPort", "99x", "sslType", "tls2");

        assertThat(form.number("imapPort")).isNull();
        assertThat(form.choice("sslType", Encryption.class)).isNull();

        assertThat(form.error("imapPort")).isEqualTo("Port must be a whole number.");
        assertThat(form.error("sslType")).isEqualTo("Encryption has no such choice.");
        assertThat(form.value("imapPort")).isEqualTo("99x");
    }

    @Test
    void refusalsShouldFindTheFieldOfTheirJsonPath() {
        var form = form();

        form.complain(Problem.invalid(List.of(
                new Problem.FieldError("imapHost", "must not be blank"),
                new Problem.FieldError("recipients[2].address", "has no domain"),
                new Problem.FieldError("version", "is not a number"))));

        assertThat(form.complaints())
                .extracting(Form.Complaint::id, Form.Complaint::text)
                .containsExactly(
                        tuple("f-imapHost", "Server is needed."),
                        tuple("f-recipients", "Recipients has no domain."),
                        tuple("", "Version is not a number."));
    }

    @Test
    void refusalOfNoFieldShouldBeSaidAsItIs() {
        var form = form().complain(Problem.conflict("There are settings of that name already."));

        assertThat(form.complaints())
                .containsExactly(new Form.Complaint("", "", "There are settings of that name already."));
    }

    @Test
    void formShouldComeBackAlsoWhenSomebodyIsBusy() {
        assertThat(form().complaining(Problem.unavailable("Try again in a moment."))
                        .complaints())
                .extracting(Form.Complaint::text)
                .containsExactly("Try again in a moment.");
        var gone = Problem.notFound("There is no such thing.");
        assertThatThrownBy(() -> form().complaining(gone)).isSameAs(gone);
    }

    @Test
    void secondFormOfAPageShouldHaveIdsOfItsOwn() {
        assertThat(FIELDS.withIds("other").blank().id("imapHost")).isEqualTo("other-imapHost");
    }

    @Test
    void whatIsNoFieldShouldBeDropped() {
        assertThat(form("admin", "true").checked("admin")).isFalse();
    }

    @Test
    void formShouldNotPrintWhatWasTyped() {
        assertThat(FIELDS.read(Map.of("note", List.of("secret")))).asString().doesNotContain("secret");
    }
}
