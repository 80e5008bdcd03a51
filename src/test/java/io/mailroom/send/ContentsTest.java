package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.db.Ids;
import io.mailroom.item.ItemFile;
import io.mailroom.mime.Attachment;
import io.mailroom.template.Words;
import io.mailroom.web.Problem;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ContentsTest {

    private final ItemFile logo = file("logo.png");
    private final ItemFile invoice = file("invoice.pdf");

    @Test
    void filesShouldLieBesideTextOfTheirOwn() {
        var contents = Contents.of(new Words("x", "Hello", null), List.of(logo, invoice), "example.org");

        assertThat(contents.body().html()).isNull();
        assertThat(contents.attachments()).extracting(Attachment::name).containsExactly("logo.png", "invoice.pdf");
    }

    @Test
    void fileShouldBeWithinTheHtmlThatShowsIt() {
        var html = "<img src='cid:logo.png'><img src='cid:%s'>"
                .formatted(logo.id().toString().toUpperCase(Locale.ROOT));

        var contents = Contents.of(new Words("x", "", html), List.of(logo, invoice), "example.org");

        var body = Objects.requireNonNull(contents.body().html());
        assertThat(body.files()).singleElement().satisfies(shown -> {
            assertThat(shown.file().name()).isEqualTo("logo.png");
            assertThat(shown.contentId()).endsWith("@example.org");
        });
        assertThat(contents.attachments()).extracting(Attachment::name).containsExactly("invoice.pdf");
    }

    @Test
    void textShouldBeMadeOfTheHtmlOnlyWhenThereIsNone() {
        assertThat(Contents.of(new Words("x", " \n", "<b>Hi</b>"), List.of(), "a")
                        .body()
                        .text())
                .isEqualTo("Hi");
        assertThat(Contents.of(new Words("x", "Mine", "<b>Hi</b>"), List.of(), "a")
                        .body()
                        .text())
                .isEqualTo("Mine");
    }

    @Test
    void htmlShouldBeRefusedWhenItShowsWhatDoesNotGoAlong() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Contents.of(
                        new Words("x", "", "<img src='cid:a.png'><img src='cid:logo.png'><img src='cid:b'>"),
                        List.of(logo),
                        "example.org"))
                .withMessageContaining("html shows cid:a.png")
                .withMessageContaining("html shows cid:b")
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(422));
    }

    private static ItemFile file(String name) {
        return new ItemFile(Ids.next(), name, "image/png", 0, false, InputStream::nullInputStream);
    }
}
