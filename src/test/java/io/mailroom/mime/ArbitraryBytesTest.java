package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ArbitraryBytesTest {

    @Property(tries = 500)
    void parseShouldNotThrowWhenGivenAnyBytes(@ForAll byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 5000)
    void parseShouldNotThrowWhenGivenPiecesOfMail(@ForAll("mailLike") String text) {
        check(text.getBytes(ISO_8859_1));
    }

    @Provide
    Arbitrary<String> mailLike() {
        return Arbitraries.of(
                        "Content-Type: multipart/mixed; boundary=b",
                        "Content-Type: multipart/alternative; boundary=\"c\"",
                        "Content-Type: message/rfc822",
                        "Content-Type: text/html; charset=utf-7",
                        "Content-Type: text/plain; name*0*=utf-8''%e4%bd; name*1*=%a0",
                        "Content-Disposition: attachment; filename=\"",
                        "Content-Transfer-Encoding: base64",
                        "Content-Transfer-Encoding: quoted-printable",
                        "Content-Transfer-Encoding: x-uuencode",
                        "Subject: =?utf-8?B?4pyT?= =?utf-7?Q?+AGEA?=",
                        "From: \"a <b@c>, (d) [e",
                        "To: <<x@y>, g: a@b, =?utf-8?Q?,?=;",
                        "Date: Mon, 99 Feb 2099 99:99:99 +9999",
                        "Message-ID: <",
                        "<p>",
                        "<script>",
                        "<img src=",
                        "<table><td",
                        "</",
                        "&#0;",
                        "begin 644 x",
                        "`",
                        "M86)C",
                        "--b",
                        "--b--",
                        "--c",
                        "--c--",
                        "=",
                        "=3D =",
                        "QUJD",
                        "QQ==",
                        " ",
                        "\t",
                        ":",
                        "\u00e4\u00ff\u0000",
                        "\r",
                        "\n",
                        "\n",
                        "\r\n",
                        "\r\n",
                        "\r\n\r\n")
                .list()
                .ofMaxSize(40)
                .map(pieces -> String.join("", pieces));
    }

    private static void check(byte[] bytes) {
        var direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();

        var parsed = MessageParser.parse(ByteBuffer.wrap(bytes), ParseLimits.DEFAULT);
        var mapped = MessageParser.parse(direct, ParseLimits.DEFAULT);

        assertThat(parsed.problem()).isNull();
        assertThat(parsed.parts()).isNotEmpty().allSatisfy(part -> {
            assertThat(part.offset()).isBetween(parsed.headerLength(), (long) bytes.length);
            assertThat(part.offset() + part.length()).isLessThanOrEqualTo(bytes.length);
        });
        assertThat(mapped).usingRecursiveComparison().isEqualTo(parsed);
        assertThat(Eml.of(bytes).body().page(parsed.header())).doesNotContain("\0", "<script");
    }
}
