package io.mailroom.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.web.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TemplateRenderingTest {

    private final TemplateRendering rendering = new TemplateRendering(new Sandbox(new SandboxTest.Limits()));

    @Test
    void subjectShouldBeOneLineWithoutControlCharactersWhateverTheValuesAre() {
        assertThat(subject("Ben\u0092s\u0085 \r\n in\tvoice\u2028\u007F")).isEqualTo("Ben s in voice");
    }

    @Test
    void variableShouldBeRefusedWhenItHasHalfACharacter() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Variables.checked(Map.of("who", List.of("Ben \uD83D"))))
                .withMessageContaining("variables.who")
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(422));
        assertThat(Variables.checked(Map.of("who", "Ben \uD83D\uDE00"))).hasSize(1);
    }

    private String subject(@Nullable Object value) {
        var template = new MailTemplateView("reminder", "{value}", "", null, 0, 0, 0);
        return rendering.render(template, Map.of("value", value), "").subject();
    }
}
