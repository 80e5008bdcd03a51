package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlMessageTest {

    private static final Attachment LOGO = file("logo.png", "image/png");
    private static final Attachment INVOICE = file("invoice.pdf", "application/pdf");

    @Test
    void htmlShouldBeTheBetterOfTwoAlternatives() throws IOException {
        var raw = written(HtmlPage.of("<p>Grüße</p>").embedding(Map.of(), "example.org"), List.of());

        assertThat(raw).containsPattern("(?s)^.*multipart/alternative.*text/plain.*text/html");
        assertThat(raw).doesNotContain("multipart/related", "multipart/mixed");
        assertThat(Eml.of(raw.getBytes(UTF_8)).body().html()).isEqualTo("<p>Grüße</p>");
        assertThat(Eml.of(raw.getBytes(UTF_8)).body().text()).isEqualTo("The text");
    }

    @Test
    void partsShouldLieWithinEachOtherAsTheyBelong() throws IOException {
        var page = HtmlPage.of("<img src='cid:logo.png'>").embedding(Map.of("logo.png", LOGO), "example.org");

        var raw = written(page, List.of(INVOICE));

        assertThat(raw)
                .containsPattern("(?s)multipart/mixed.*multipart/alternative.*text/plain.*"
                        + "multipart/related;\\s+boundary=\"[^\"]+\";\\s+type=\"text/html\".*text/html.*"
                        + "image/png.*Content-ID: <.*application/pdf");
        assertThat(raw).contains("Content-Disposition: inline;\r\n filename=\"logo.png\"");
        var parts = Eml.of(raw.getBytes(UTF_8)).message().parts();
        var image = parts.stream()
                .filter(part -> part.contentType().equals("image/png"))
                .findFirst()
                .orElseThrow();
        assertThat(image.contentId()).isEqualTo(page.files().getFirst().contentId());
        assertThat(page.html()).contains("<img src=\"cid:" + image.contentId() + "\">");
    }

    @Test
    void everyReferenceShouldBeFoundWhereverItStands() {
        var page = HtmlPage.of("""
                <html><head><style>body { background: url('cid:a.png') }</style></head>
                <body background="CID:b.png"><img src="cid:c%20d+e.png"><p style="background:url(cid:f.png)">x</p>
                <img src="https://example.org/x.png"></body></html>""");

        assertThat(page.references()).containsExactlyInAnyOrder("a.png", "b.png", "c d+e.png", "f.png");
    }

    @Test
    void fileShouldBeEmbeddedOnceWhenItIsShownTwice() {
        var body = HtmlPage.of("<img src='cid:logo.png'><img src='cid:0198'>")
                .embedding(Map.of("logo.png", LOGO, "0198", LOGO), "example.org");

        assertThat(body.files()).hasSize(1);
        assertThat(body.html().split("cid:" + body.files().getFirst().contentId(), -1))
                .hasSize(3);
    }

    @Test
    void pageShouldStayAsItIsWhenItIsRead() {
        var html = "<p style=\"background:url('cid:100%2525.png')\"><a href='https://example.org'>here</a>"
                + "<img src='cid:c%2520d.png'><style>p { background: url(cid:%2541.png) }</style>";
        var page = HtmlPage.of(html);

        assertThat(page.references()).containsExactlyInAnyOrder("100%25.png", "c%20d.png", "%41.png");
        assertThat(page.text()).contains("here <https://example.org>");
        assertThat(page.text()).isEqualTo(HtmlPage.of(html).text());
        assertThat(page.embedding(Map.of(), "example.org").html())
                .isEqualTo(HtmlPage.of(html).embedding(Map.of(), "example.org").html())
                .contains("cid:100%2525.png", "cid:c%2520d.png", "cid:%2541.png");
    }

    @Test
    void nothingShouldBeTakenOutOfTheHtml() {
        var html =
                "<!--[if mso]><b>x</b><![endif]--><table bgcolor=red onclick=a()><script>x<1</script><tr><td>unclosed";

        assertThat(HtmlPage.of(html).embedding(Map.of(), "example.org").html())
                .contains("<!--[if mso]><b>x</b><![endif]-->", "onclick=\"a()\"", "<script>x<1</script>")
                .contains("unclosed</td></tr></tbody></table>", "<meta charset=\"UTF-8\">");
    }

    @Test
    void charsetShouldBeTheOneThatIsSentWhateverThePageSaysOfItself() {
        assertThat(HtmlPage.of("<meta charset='latin1'>é")
                        .embedding(Map.of(), "example.org")
                        .html())
                .contains("<meta charset=\"UTF-8\">", "é")
                .doesNotContain("latin1");
    }

    @Test
    void textShouldBeTheWordsAndWhereTheLinksLead() {
        var page = HtmlPage.of("""
                <style>p { color: red }</style><h1>Hello</h1><p>Read <a href="https://example.org/a">this</a> or
                <a href="https://example.org/b">example.org/b</a>.</p><ul><li>one<li>two</ul><script>no()</script>""");

        assertThat(page.text())
                .isEqualTo("Hello\n\nRead this <https://example.org/a> or example.org/b.\n\n- one\n- two");
    }

    @Test
    void headerShouldBeUtf8OnlyWhenAnAddressHasNoOtherForm() throws IOException {
        var international = written(new Address("Jörg", "jörg@example.org"));
        var encoded = written(new Address("Jörg", "joerg@example.org"));

        assertThat(international).contains("From: =?UTF-8?Q?J=C3=B6rg?= <jörg@example.org>\r\n");
        assertThat(encoded).matches("(?s)\\p{ASCII}*");
        assertThat(MessageParser.header(ByteBuffer.wrap(international.getBytes(UTF_8)))
                        .from())
                .containsExactly(new Address("Jörg", "jörg@example.org"));
    }

    private static String written(HtmlBody html, List<Attachment> attachments) throws IOException {
        return written(new Address(null, "a@example.org"), new DraftBody("The text", html), attachments);
    }

    private static String written(Address from) throws IOException {
        return written(from, new DraftBody("text", null), List.of());
    }

    private static String written(Address from, DraftBody body, List<Attachment> attachments) throws IOException {
        var draft = new Draft(
                from,
                null,
                List.of(new Address(null, "b@example.org")),
                List.of(),
                "x",
                body,
                attachments,
                new ThreadLinks("1@example.org", List.of("0@example.org", "1@example.org")),
                "2@example.org",
                Instant.EPOCH);
        var out = new ByteArrayOutputStream();
        MessageBuilder.write(draft, out);
        assertThat(out.toString(UTF_8))
                .contains("In-Reply-To: <1@example.org>\r\nReferences: <0@example.org> <1@example.org>\r\n");
        return out.toString(UTF_8);
    }

    private static Attachment file(String name, String type) {
        return new Attachment(name, type, 3, () -> new ByteArrayInputStream(new byte[] {1, 2, 3}));
    }
}
