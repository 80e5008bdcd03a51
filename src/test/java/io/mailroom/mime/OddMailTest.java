package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mails that are not as they should be, a file for each quirk. What is attached is known by the hash that sha256sum gave of
 * the file before it was attached; signatures and encrypted mails were made with OpenSSL and GnuPG.
 */
class OddMailTest {

    private static final String JANE = "Jane Doe <jane@example.org>";
    private static final String TEXT = "Text.";
    private static final String LINE = "Text.\n";

    private static final String PDF = "569ae665a6599cd84f90abd290bc2f3b91b2f2a0892cdbf8f9f1931d63e00b41";
    private static final String PNG = "6b7fa434f92a8b80aab02d9bf1a12e49ffcae424e4013a1c4f68b67e3d2bbcd0";
    private static final String CSV = "132a4727ef5151e16a3a977a8a0fe76334da7be28cd7b3c0d89e63b29d215353";
    private static final String BIN = "f3a25aa93aa2fbba28d79260535bbd6a5eb0fc1c24a8b0f04e12b484c1dfe363";
    private static final String MESSAGE = "28eb2aa2eae36703a6b0d0d76b2d641ae5ba8decdfaa6eac107391a2ccc0cd5b";
    private static final String ORIGINAL = "407719ef58f1499857e59973b4482f25379e2aa893240a3473e4ffe9b55bfb43";
    private static final String STATUS = "58a35226657cb2fc25baea7d86653f64910827382d6a13ce70fc5b9b32e835cd";
    private static final String ICS = "97709c70b1eb8e1322654db7e28cf4fee3093253323dc57ad50e8b107af388f1";

    /** @param attached a name and a hash for each attachment */
    record Odd(String quirk, String subject, String from, String text, String... attached) {

        @Override
        public String toString() {
            return quirk;
        }
    }

    static Stream<Odd> odd() {
        return Stream.of(
                new Odd(
                        "utf8-raw-header",
                        "Größe geändert ✓",
                        "Jörg Müller <joerg@example.org>",
                        TEXT,
                        "Übersicht €.csv",
                        CSV),
                new Odd("latin1-raw-header", "Größe geändert", "Jörg Müller <joerg@example.org>", LINE),
                new Odd("windows-1252-raw-header", "„Preis“ – 10 €", "\"“Zoë”\" <zoe@example.org>", LINE),
                new Odd("rfc2047-split-in-character", "Überweisung für 東京", "Jörg <joerg@example.org>", LINE),
                new Odd("rfc2047-iso-2022-jp", "日本語", JANE, "日本語\n"),
                new Odd("rfc2047-in-file-name", "A name as it should not be", JANE, TEXT, "Straße 1.pdf", PDF),
                new Odd("rfc2231-charset", "RFC 2231", JANE, TEXT, "Übersicht §.pdf", PDF),
                new Odd(
                        "rfc2231-out-of-order",
                        "RFC 2231, shuffled",
                        JANE,
                        TEXT,
                        "Geschäftsbericht und Anhang.pdf",
                        PDF),
                new Odd("rfc2231-plain-continuation", "RFC 2231, not encoded", JANE, TEXT, "a long name.pdf", PDF),
                new Odd("folded-oddly", "A subject that is folded, and folded again", JANE, TEXT, "a b.pdf", PDF),
                new Odd("no-message-id", "No Message-ID", JANE, LINE),
                new Odd("no-date", "No Date", JANE, LINE),
                new Odd("no-from", "No From", "", LINE),
                new Odd("empty-subject", "", JANE, LINE),
                new Odd("no-subject", "", JANE, LINE),
                new Odd("empty-reply-to", "An empty Reply-To", JANE, LINE),
                new Odd("gb2312", "镕基与朱", JANE, "镕基，你好\n"),
                new Odd("ks_c_5601", "똠방각하", JANE, "똠방각하 펲시콜라\n"),
                new Odd("shift_jis", "①髙橋", JANE, "①髙橋様\n"),
                new Odd("big5", "發票", JANE, "您的發票\n"),
                new Odd("koi8-r", "Счёт", JANE, "Ваш счёт\n"),
                new Odd("utf-7", "Größe", JANE, "Hi Mom -☺-! 1 + 1 = 2\n"),
                new Odd("unknown-8bit", "Müller", JANE, "Müller & Mühle – 10 €\n"),
                new Odd("no-charset", "No charset", JANE, "Grüße aus Köln\n"),
                new Odd(
                        "broken-base64",
                        "Broken base64",
                        JANE,
                        TEXT,
                        "dirty.pdf",
                        PDF,
                        "footer.bin",
                        "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"),
                new Odd(
                        "broken-quoted-printable",
                        "Broken quoted-printable",
                        JANE,
                        "100 = 100, =ZZ, grüße, softbreak, trailing\nend",
                        "a.csv",
                        "f21a84270dc2f3d3e303ba1836eaf0346cf594242917399195d9cb31c99cc513"),
                new Odd(
                        "unknown-transfer-encoding",
                        "Unknown transfer encoding",
                        JANE,
                        TEXT,
                        "a.bin",
                        "451f5e14ce3cb11780a5a45be6525a7164f0cfd4a481bca56774549805035f69"),
                new Odd("uuencoded-part", "A uuencoded part", JANE, TEXT, "uu.pdf", PDF),
                new Odd(
                        "uuencoded-in-body",
                        "Files in the body",
                        JANE,
                        "begin with this:\n\n\n\nand that:\n\nbegin 644 is no file here\nBye\n",
                        "invoice 1.pdf",
                        PDF,
                        "all.bin",
                        BIN),
                new Odd("missing-boundary", "No boundary", JANE, "--b\n\nNobody told where it splits.\n--b--\n"),
                new Odd("boundary-never-comes", "Boundary never comes", JANE, "Just this text.\n"),
                new Odd("missing-terminator", "No terminator", JANE, TEXT, "a.pdf", PDF),
                new Odd(
                        "cut-off",
                        "Cut off",
                        JANE,
                        TEXT,
                        "a.pdf",
                        "e465c9f2cfefc6c8ef26a675a0860d52965ed65503c3c588974cd46e82450a77"),
                new Odd("bare-lf", "Bare LF", JANE, TEXT, "a.pdf", PDF),
                new Odd("bare-cr", "Bare CR", JANE, "Grüße, softbreak.\nNext.", "a.pdf", PDF, "uu.pdf", PDF),
                new Odd("mixed-line-ends", "Mixed line ends", JANE, "One.\nTwo.\nThree.", "a.pdf", PDF),
                new Odd(
                        "no-disposition",
                        "No Content-Disposition",
                        JANE,
                        TEXT,
                        "a.pdf",
                        PDF,
                        "part-3.png",
                        PNG,
                        "part-4.bin",
                        BIN),
                new Odd(
                        "no-name",
                        "No name",
                        JANE,
                        TEXT,
                        "part-2.pdf",
                        PDF,
                        "part-3.txt",
                        "53bc7b6f2abd86eee149fb456833265406a43d818f5d6d3040da661b6bb693ae"),
                new Odd("apple-inline-pdf", "Apple Mail", JANE, "Before.\n\nAfter.", "scan.pdf", PDF),
                new Odd("nested-rfc822", "Fwd: nested", JANE, "See below.", "Innere Post ü_ber.eml", MESSAGE),
                new Odd("base64-rfc822", "Fwd: nested in base64", JANE, "See below.", "Innere Post ü_ber.eml", MESSAGE),
                new Odd(
                        "calendar-invite",
                        "Invitation",
                        JANE,
                        "You are invited.",
                        "invite.ics",
                        "c82633b1f0ede67c1b492dcb334d065f7800e81f27391c0b93414237b67fc474",
                        "invite.ics",
                        ICS),
                new Odd(
                        "format-flowed",
                        "Flowed",
                        JANE,
                        "This paragraph was broken softly into three.\n\n> quoted and broken\n>> deeper\nFrom the start\n-- \nJane\n"),
                new Odd("format-flowed-delsp", "Flowed, DelSp", JANE, "日本語の文\nend\n"),
                new Odd("cid-image", "A picture", JANE, "Look: logo", "part-2.png", PNG),
                new Odd(
                        "bounce",
                        "Undelivered Mail Returned to Sender",
                        "Mail Delivery System <MAILER-DAEMON@mx.example.org>",
                        "I'm sorry to have to inform you.",
                        "delivery-status.txt",
                        STATUS,
                        "Hello?.eml",
                        ORIGINAL),
                new Odd(
                        "bounce-headers-only",
                        "Returned mail",
                        "",
                        "Gone.",
                        "delivery-status.txt",
                        STATUS,
                        "headers.txt",
                        ORIGINAL),
                new Odd("smime-opaque", "Opaque signed", JANE, "Signed text.", "Signed.pdf", PDF),
                new Odd("smime-opaque-ber", "Opaque signed, streamed", JANE, "Signed text.", "Signed.pdf", PDF),
                new Odd(
                        "smime-opaque-octet-stream",
                        "Opaque signed, by an old Outlook",
                        JANE,
                        "Signed text.",
                        "Signed.pdf",
                        PDF),
                new Odd(
                        "smime-opaque-in-list-mail",
                        "[list] Opaque signed",
                        JANE,
                        "Signed text.\nA footer.",
                        "Signed.pdf",
                        PDF),
                new Odd("smime-opaque-twice", "Signed twice", JANE, "Signed text.", "Signed.pdf", PDF),
                new Odd(
                        "smime-opaque-broken",
                        "Broken DER",
                        JANE,
                        "",
                        "smime.p7m",
                        "9566c57835e683d5144cdea52f37d3e1627b661e6c001637d1285c14a36358ec"),
                new Odd(
                        "smime-signed-document",
                        "A signed document",
                        JANE,
                        TEXT,
                        "fattura.xml.p7m",
                        "d589aa9c52806fd40d9286ee0e3afd9c4123303586209e9063fb55199fd1c1d1"),
                new Odd(
                        "smime-clear",
                        "Clear signed",
                        JANE,
                        "Signed text.",
                        "smime.p7s",
                        "837a4020fa0de02ab60ed23b9c00afd92b552960263e34291b27fbfdef9a19ce"),
                new Odd(
                        "smime-encrypted",
                        "Encrypted",
                        JANE,
                        "",
                        "smime.p7m",
                        "131877342024375356eee7d0ddf34babb5c02a0187292da865705bf01998152f"),
                new Odd(
                        "pgp-encrypted",
                        "...",
                        JANE,
                        "",
                        "version.txt",
                        "771a7e027f9c9914c7e60a3b59ec73cda422d88e9f2e5915b87a67fe14c81675",
                        "encrypted.asc",
                        "bf90380fb45bb4bf43248392722b14dfe0decc00c25baf3c4f32152a72145948"),
                new Odd(
                        "pgp-signed",
                        "Signed with PGP",
                        JANE,
                        "Signed text.",
                        "signature.asc",
                        "2153c3c07039b692394a3eb78fcf9c8387dbc7f8fa8f74b5512a9b66af0736e0"),
                new Odd("tnef", "From Outlook", JANE, "Plain text.", "Rechnung März.pdf", PDF, "pic.png", PNG),
                new Odd("tnef-rtf-body", "A body in RTF", JANE, " \n\nSchöne Grüße\n10 €\tbold\n", "a.bin", BIN),
                new Odd("tnef-html-in-rtf", "HTML in RTF", JANE, "Hello, Wörld!"),
                new Odd("tnef-html-body", "A body in HTML", JANE, "Привет, plain", "a.pdf", PDF),
                new Odd(
                        "tnef-message-within",
                        "A message in winmail.dat",
                        JANE,
                        TEXT,
                        "Inner mail.txt",
                        "f77bf37f152fa6417300edfa4b323071d062b2ab22942958e20683a2cfe36a28",
                        "inner.pdf",
                        PDF,
                        "outer.pdf",
                        PDF),
                new Odd(
                        "tnef-no-data-section",
                        "An OLE object",
                        JANE,
                        TEXT,
                        "a.pdf",
                        PDF,
                        "winmail.dat",
                        "2c33dd697a425addfde5a3c151a4bc9a7029791390f02ab7c3abe57803b3838f"),
                new Odd(
                        "tnef-length-lies",
                        "A length that lies",
                        JANE,
                        TEXT,
                        "a.pdf",
                        PDF,
                        "winmail.dat",
                        "1c90ac98c885a2626b2f5821e4aecb7687271e3cf0c1999df5c9d310b9d64f78"),
                new Odd(
                        "tnef-broken-rtf",
                        "Broken RTF",
                        JANE,
                        TEXT,
                        "a.pdf",
                        PDF,
                        "winmail.dat",
                        "a44e405bec0cd907895ae798bbabaac4d957d7594bea74b0ec15264489b5c788"),
                new Odd(
                        "tnef-is-none",
                        "No TNEF at all",
                        JANE,
                        TEXT,
                        "winmail.dat",
                        "f0d86adbb73cbe6d7790dcb477950b9fab9f94f154a800953b9ceee445630458"),
                new Odd(
                        "tnef-in-smime",
                        "winmail.dat, signed",
                        JANE,
                        "Signed text.",
                        "Rechnung März.pdf",
                        PDF,
                        "pic.png",
                        PNG));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void mailShouldBeReadableAndItsFilesAsTheyWere(Odd odd) throws Exception {
        var eml = Eml.odd(odd.quirk());

        assertThat(eml.message().problem()).isNull();
        assertThat(eml.header().subject()).isEqualTo(odd.subject());
        assertThat(eml.header().from().stream().map(Address::toString).collect(Collectors.joining(", ")))
                .isEqualTo(odd.from());
        assertThat(eml.body().text()).isEqualTo(odd.text());
        assertThat(namesAndHashes(eml)).containsExactly(odd.attached());
    }

    @ParameterizedTest
    @MethodSource("odd")
    void partShouldSayOfItselfWhatItIs(Odd odd) throws Exception {
        var eml = Eml.odd(odd.quirk());

        for (var part : eml.message().parts()) {
            var content = eml.content(part);
            assertThat(part.size()).isEqualTo(content.length);
            assertThat(part.sha256()).isEqualTo(sha256(content));
            var source = part.source();
            if (source != null) {
                var whole = eml.content(source);
                assertThat(source.size()).isEqualTo(whole.length);
                assertThat(source.sha256()).isEqualTo(sha256(whole));
                assertThat(part.offset() + part.length()).isLessThanOrEqualTo(whole.length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("odd")
    void mappedMailShouldReadAsOneInMemory(Odd odd) {
        var eml = Eml.odd(odd.quirk());
        var mapped = ByteBuffer.allocateDirect(eml.raw().length).put(eml.raw()).flip();

        assertThat(MessageParser.parse(mapped, ParseLimits.DEFAULT))
                .usingRecursiveComparison()
                .isEqualTo(eml.message());
    }

    @Test
    void everyFileShouldStandInTheTable() throws Exception {
        var directory = Path.of(OddMailTest.class.getResource("odd").toURI());

        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".eml", "")))
                    .containsExactlyInAnyOrderElementsOf(odd().map(Odd::quirk).toList());
        }
    }

    private static List<String> namesAndHashes(Eml eml) throws Exception {
        var found = new ArrayList<String>();
        for (var part : eml.attachments()) {
            found.add(part.name());
            found.add(HexFormat.of().formatHex(sha256(eml.content(part))));
        }
        return found;
    }

    private static byte[] sha256(byte[] content) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }
}
