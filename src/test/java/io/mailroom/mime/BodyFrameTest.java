package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class BodyFrameTest {

    private static BodyView html(String body) {
        return BodyView.of(List.of(new BodyContent(Part.Kind.BODY, "text/html", body)));
    }

    private static BodyView text(String body) {
        return BodyView.of(List.of(new BodyContent(Part.Kind.BODY, "text/plain", body)));
    }

    private static Document document(BodyFrame frame) {
        return Jsoup.parse(frame.document("A <title>"));
    }

    @Test
    void imagesOfTheMessageShouldBeEmbedded() {
        var frame = BodyFrame.ofHtml(html("<img src='cid:a%2Bb@x'><img src='CID:gone@x' alt='gone'>"));

        assertThat(frame.references()).containsExactly("a+b@x", "gone@x");
        var images = document(frame.embedding(Map.of("a+b@x", "data:image/png;base64,AAAA")))
                .select("img");

        assertThat(images.get(0).attr("src")).isEqualTo("data:image/png;base64,AAAA");
        assertThat(images.get(1).hasAttr("src")).isFalse();
        assertThat(images.get(1).attr("alt")).isEqualTo("gone");
    }

    @Test
    void imagesFromElsewhereShouldBeLoadedOnlyWhenAskedForAndThenOverTls() {
        var body = html("<p>Hi<img src='http://pictures.example/a.png?x=1'>");

        assertThat(BodyFrame.ofHtml(body).hasRemote()).isTrue();
        assertThat(document(BodyFrame.ofHtml(body)).select("img[src]")).isEmpty();
        assertThat(document(BodyFrame.ofHtml(body).withRemote()).select("img").attr("src"))
                .isEqualTo("https://pictures.example/a.png?x=1");
    }

    @Test
    void mailShouldNotSayByItselfThatAnImageIsFromElsewhere() {
        var frame = BodyFrame.ofHtml(html("<img data-remote-src='https://pictures.example/a.png'>"));

        assertThat(frame.hasRemote()).isFalse();
        assertThat(document(frame.withRemote()).select("img[src]")).isEmpty();
    }

    @Test
    void documentShouldBeCleanAndHaveTheTitleAsText() {
        var page = document(BodyFrame.ofHtml(html("<script>x()</script><p onclick=x()>Hi</p>")));

        assertThat(page.title()).isEqualTo("A <title>");
        assertThat(page.body().html().strip()).isEqualTo("<p>Hi</p>");
    }

    @Test
    void linksInPlainTextShouldBeLinksAndEverythingElseText() {
        var page = document(BodyFrame.ofText(
                text("See https://a.example/x?y=1&z=2, or (http://b.example).\n<b>javascript:no()</b>")));

        assertThat(page.select("a").eachAttr("href"))
                .containsExactly("https://a.example/x?y=1&z=2", "http://b.example");
        assertThat(page.select("a").eachAttr("rel")).containsOnly("noopener noreferrer");
        assertThat(page.select("pre").first().wholeText())
                .isEqualTo("See https://a.example/x?y=1&z=2, or (http://b.example).\n<b>javascript:no()</b>");
    }
}
