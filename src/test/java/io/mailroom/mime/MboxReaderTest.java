package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialects of mbox, as several programs write them. */
class MboxReaderTest {

    private static final String FROM = "From anna@example.org Tue Apr  1 10:00:00 2025\n";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From anna@example.org Tue Apr  1 10:00:00 2025",
                "From - Tue Apr 01 10:00:00 2025",
                "From 1828390018@xxx Tue Apr 01 10:00:00 +0000 2025",
                "From anna at example.org  Tue Apr  1 10:00:00 2025",
                "From MAILER-DAEMON",
                "From ",
            })
    void mailsShouldBeToldApartByWhateverSeparatorIsInUse(String separator) {
        assertThat(mails(separator + "\nSubject: 1\n\nOne.\n\n" + separator + "\nSubject: 2\n\nTwo.\n"))
                .containsExactly("Subject: 1\r\n\r\nOne.\r\n", "Subject: 2\r\n\r\nTwo.\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void linesShouldEndAsTheyDoOnTheWire(String end) {
        assertThat(mails((FROM + "Subject: 1\n\na\n\nb\n\n" + FROM + "Subject: 2\n\nc\n\n").replace("\n", end)))
                .containsExactly("Subject: 1\r\n\r\na\r\n\r\nb\r\n", "Subject: 2\r\n\r\nc\r\n");
    }

    @Test
    void oneQuoteShouldBeTakenAway() {
        assertThat(mails(FROM + "Subject: 1\n\n>From a\n>>From b\n> From c\n>Fromage\nx >From d\n"))
                .containsExactly("Subject: 1\r\n\r\nFrom a\r\n>From b\r\n> From c\r\n>Fromage\r\nx >From d\r\n");
    }

    @Test
    void sentenceThatBeginsWithFromShouldBeNoSeparator() {
        var mail = "Subject: 1\n\nHello.\n\nFrom here on it gets easier,\nand nobody quoted it.\nFrom time to time.\n";

        assertThat(mails(FROM + mail)).containsExactly(mail.replace("\n", "\r\n"));
    }

    @Test
    void mailShouldBeWholeWhenItHasNoBodyOrNoHeader() {
        assertThat(mails(FROM + "Subject: 1\n\n" + FROM + "\nonly text\n\n" + FROM + "Subject: 3\n\n\n\n" + FROM))
                .containsExactly("Subject: 1\r\n\r\n", "\r\nonly text\r\n", "Subject: 3\r\n\r\n\r\n", "");
    }

    @Test
    void lastLineShouldStayAsItIsWhenTheFileWasCutOff() {
        assertThat(mails(FROM + "Subject: 1\n\nThe last wor")).containsExactly("Subject: 1\r\n\r\nThe last wor");
        assertThat(mails(FROM + "Subject: 1")).containsExactly("Subject: 1");
    }

    @Test
    void contentLengthShouldBeBelievedWhenMailsEndWhereItSays() {
        var first = "an mbox as text:\n\n" + FROM + "Subject: inside\n\n>From me\n";
        var second = "Two.\n";

        assertThat(mails(FROM + "Subject: 1\nContent-Length: " + first.length() + "\n\n" + first + "\n" + FROM
                        + "Subject: 2\ncontent-length:" + second.length() + "\n\n" + second + "\n"))
                .containsExactly(
                        "Subject: 1\r\nContent-Length: " + first.length() + "\r\n\r\n" + first.replace("\n", "\r\n"),
                        "Subject: 2\r\ncontent-length:" + second.length() + "\r\n\r\nTwo.\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3", "5", "100000", "-1", "x", "", "99999999999999999999", "999999999999999999"})
    void contentLengthShouldBeIgnoredWhenItIsWrong(String length) {
        var first = "Subject: 1\nContent-Length: " + length + "\n\nOne.\n>From him.\n";

        assertThat(mails(FROM + first + "\n" + FROM + "Subject: 2\n\nTwo.\n"))
                .containsExactly(first.replace(">From", "From").replace("\n", "\r\n"), "Subject: 2\r\n\r\nTwo.\r\n");
    }

    @Test
    void contentLengthShouldHideNoMailWhenTheArchiveIsOfAnotherDialect() {
        var hidden = "Evil.\n\n" + FROM + "Subject: 3\n\nThree.\n";

        assertThat(mails(FROM + "Subject: 1\n\nOne.\n\n" + FROM + "Subject: 2\nContent-Length: " + hidden.length()
                        + "\n\n" + hidden + "\n" + FROM + "Subject: 4\n\nFour.\n"))
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "From a@example.org Tue Apr  1 10:00:00 2025, 2025-04-01T10:00:00Z",
        "From - Wed Dec 31 23:59:59 1997, 1997-12-31T23:59:59Z",
        "From a@example.org Tue Apr 1 10:00 2025, 2025-04-01T10:00:00Z",
        "From 18@xxx Tue Apr 01 10:00:00 +0200 2025, 2025-04-01T08:00:00Z",
        "From a@example.org Tue Apr  1 10:00:00 2025 -0500, 2025-04-01T15:00:00Z",
        "From a@example.org Tue Apr  1 10:00:00 CEST 2025, 2025-04-01T08:00:00Z",
        "From a@example.org Tue Apr 77 10:00:00 2025, ",
        "From a@example.org, ",
    })
    void receivedShouldBeTheDateOfTheSeparator(String separator, @Nullable Instant received) throws IOException {
        try (var reader = MboxReader.open(file((separator + "\nSubject: 1\n\nx\n").getBytes(StandardCharsets.UTF_8)))
                .orElseThrow()) {
            assertThat(reader.next(new ByteArrayOutputStream()).orElseThrow().received())
                    .isEqualTo(received);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "Subject: 1\n\nOne.\n", "\nFrom here on.\n", "From here\non", "PK\u0003\u0004", "from a"})
    void fileShouldBeNoMboxWhenItBeginsOtherwise(String text) throws IOException {
        assertThat(MboxReader.open(file(text.getBytes(StandardCharsets.UTF_8)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n\n\n"})
    void fileShouldBeAnMboxWithoutMailsWhenItIsEmpty(String text) {
        assertThat(mails(text)).isEmpty();
    }

    /** Lines and mails end anywhere within the window through which the file is seen, and lines are longer than it. */
    @Test
    void mailsShouldComeOutAsTheyWentInWhateverTheirSizes() throws IOException {
        var random = new Random(20250401);
        var mails = new ArrayList<byte[]>();
        var archive = new ByteArrayOutputStream();
        for (int i = 0; i < 400; i++) {
            byte[] mail = randomMail(random);
            mails.add(mail);
            writeMboxrd(archive, mail, i % 2 == 0);
        }

        var read = read(archive.toByteArray());

        assertThat(read).hasSameSizeAs(mails);
        for (int i = 0; i < mails.size(); i++) {
            assertThat(Arrays.mismatch(read.get(i), mails.get(i)))
                    .as("mail %d", i)
                    .isEqualTo(-1);
        }
    }

    private static byte[] randomMail(Random random) {
        var mail = new StringBuilder("Subject: x\r\n\r\n");
        for (int line = random.nextInt(20); line > 0; line--) {
            switch (random.nextInt(6)) {
                case 0 -> mail.append("From somebody ").append(random.nextInt());
                case 1 -> mail.append(">".repeat(random.nextInt(4))).append("From ");
                case 2 -> mail.append("x".repeat(random.nextInt(200_000) / (1 + random.nextInt(50))));
                case 3 -> mail.append("\rlone\r\rx");
                case 4 -> mail.append("");
                default -> mail.append("äöü\u0000");
            }
            mail.append("\r\n");
        }
        return mail.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void writeMboxrd(ByteArrayOutputStream archive, byte[] mail, boolean unix) {
        var text = new String(mail, StandardCharsets.ISO_8859_1).replaceAll("(?<=\r\n)(>*From )", ">$1");
        var written = (FROM.replace("\n", "\r\n") + text + "\r\n").replace("\r\n", unix ? "\n" : "\r\n");
        archive.writeBytes(written.getBytes(StandardCharsets.ISO_8859_1));
    }

    private List<String> mails(String archive) {
        return read(archive.getBytes(StandardCharsets.UTF_8)).stream()
                .map(mail -> new String(mail, StandardCharsets.UTF_8))
                .toList();
    }

    private List<byte[]> read(byte[] archive) {
        var mails = new ArrayList<byte[]>();
        try (var reader = MboxReader.open(file(archive)).orElseThrow()) {
            var mail = new ByteArrayOutputStream();
            while (reader.next(mail).isPresent()) {
                mails.add(mail.toByteArray());
                mail.reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mails;
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("archive.mbox"), bytes);
    }
}
