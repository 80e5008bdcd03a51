package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.mime.Part.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyViewTest {

    @Test
    void viewsShouldShowWhatIsMeantForThem() {
        var view = BodyView.of(List.of(
                new BodyContent(Kind.TEXT, "text/plain", "plain"),
                new BodyContent(Kind.HTML, "text/html", "<p>html</p>"),
                new BodyContent(Kind.BODY, "text/plain", "a < footer\n\nline")));

        assertThat(view.text()).isEqualTo("plain\na < footer\n\nline");
        assertThat(view.html()).isEqualTo("<p>html</p>\n<pre>a &lt; footer\n\nline</pre>");
    }

    @Test
    void textShouldBeTheWordsOfTheHtmlWhenThereIsNoOther() {
        var view = html("""
                <html><head><title>No</title><style>p { }</style></head><body><h1>Title</h1>
                <p>One   two<br>three &amp; four</p><script>no()</script><ul><li>a</li><li>b</li></ul>
                <table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>
                <pre>  kept
                  so</pre><img src="cid:x" alt="logo"></body></html>""");

        assertThat(view.text())
                .isEqualTo("Title\n\nOne two\nthree & four\n\n- a\n- b\n\n1 2\n3 4\n\n  kept\n  so\n\nlogo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "<a href=\" java\tscript:alert(1)\">x</a>",
                "<iframe src=\"https://evil.example\"></iframe>",
                "<form action=\"https://evil.example\"><input name=a></form>",
                "<object data=\"https://evil.example\"></object><embed src=\"https://evil.example\">",
                "<link rel=stylesheet href=\"https://evil.example\">",
                "<style>@import 'https://evil.example'</style>",
                "<p style=\"background:url(https://evil.example)\">x</p>",
                "<table background=\"https://evil.example\"><tr><td background=\"https://evil.example\">x</td></tr></table>",
                "<svg onload=alert(1)><use href=\"https://evil.example\"/></svg>",
                "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
                "<base href=\"https://evil.example\">",
                "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
                "<img srcset=\"https://evil.example 2x\">",
                "<video src=\"https://evil.example\" poster=\"https://evil.example\"></video>",
                "<img src=\"//evil.example/x.gif\">",
                "<img src=\"data:text/html,<script>alert(1)</script>\">",
                "<img src=\"data:image/svg+xml;base64,PHN2Zy8+\">",
                "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
                "<img data-remote-src=\"javascript:alert(1)\">",
            })
    void htmlShouldBeHarmless(String evil) {
        assertThat(html(evil).html())
                .doesNotContainIgnoringCase(
                        "script:", "<script", "onerror=", "onload=", "evil.example", "<iframe", "<form")
                .doesNotContainIgnoringCase("<style", "style=", "<svg", "<meta", "<base", "<link", "data:");
    }

    @Test
    void remoteImagesShouldNotBeLoadedAndThoseOfTheMessageShouldStay() {
        assertThat(html("<img src=\"https://x.example/a.png\">").html())
                .isEqualTo("<img data-remote-src=\"https://x.example/a.png\">");
        assertThat(html("<img src=\"CID:a@b\">").html()).isEqualTo("<img src=\"CID:a@b\">");
        assertThat(html("<img src=\"data:image/png;base64,AAAA\">").html())
                .isEqualTo("<img src=\"data:image/png;base64,AAAA\">");
    }

    @ParameterizedTest
    @CsvSource({"https://x.example/?a=b", "http://x.example/", "mailto:a@example.org", "tel:+491234"})
    void linksShouldOpenElsewhereAndTellNothing(String link) {
        assertThat(html("<a href=\"" + link + "\" target=_self>x</a>").html())
                .isEqualTo("<a href=\"" + link + "\" rel=\"noopener noreferrer\" target=\"_blank\">x</a>");
    }

    @Test
    void pageShouldStandOnItsOwn() {
        var eml = Eml.named("raw-8bit-header-utf8");
        var header = new MessageHeader(
                null,
                "<script>Größe</script> 100%",
                List.of(),
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                null);

        var page = html("<p>50% off</p>").page(header);

        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("<meta charset=\"UTF-8\">")
                .contains("<title>&lt;script&gt;Größe&lt;/script&gt; 100%</title>")
                .contains("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"")
                .contains("<body>\n<p>50% off</p>\n</body>");
        assertThat(eml.body().page(eml.header())).contains("<title>Größe geändert ✓</title>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<div>", "<b><p>", "<table><tr><td>", "<"})
    void workShouldBeBoundedWhenTheHtmlWasMadeToHurt(String piece) {
        assertThat(CpuTime.of(() -> html(piece.repeat(5_000_000 / piece.length()))))
                .isLessThan(Duration.ofSeconds(10));
    }

    private static BodyView html(String html) {
        return BodyView.of(List.of(new BodyContent(Kind.BODY, "text/html", html)));
    }
}
