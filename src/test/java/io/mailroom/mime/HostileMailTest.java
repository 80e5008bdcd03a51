package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link HostileMail} does to a Java with a heap smaller than most of its mails. */
class HostileMailTest {

    private static final String SMALL_HEAP = "-Xmx96m";
    private static final long LONGEST_MILLIS = 10_000;

    @TempDir
    static Path directory;

    private static List<String> output;
    private static Map<String, Result> results;

    private record Result(String name, String problem, int parts, String firstType, long cpuMillis) {

        static Result of(String line) {
            var columns = line.split(" \\| ", -1);
            return new Result(
                    columns[0], columns[1], Integer.parseInt(columns[2]), columns[3], Long.parseLong(columns[4]));
        }
    }

    @BeforeAll
    static void readAll() throws IOException, InterruptedException {
        var log = directory.resolve("log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        SMALL_HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileMail.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        output = Files.readAllLines(log, UTF_8);
        assertThat(process.exitValue()).as(String.join("\n", output)).isZero();
        results = output.stream()
                .filter(line -> line.contains(" | "))
                .map(Result::of)
                .collect(Collectors.toMap(Result::name, Function.identity()));
    }

    @ParameterizedTest
    @CsvSource({
        "header-of-10-mb, a header larger than 1048576 bytes",
        "header-line-of-100-mb, a header larger than 1048576 bytes",
        "header-fields-100000, a header larger than 1048576 bytes",
        "encoded-words-1000000, a header larger than 1048576 bytes",
        "recipients-100000, more than 1000 addresses",
        "nesting-10000, multiparts nested more than 100 deep",
        "parts-20000, more than 2000 parts",
        "signed-parts-1000-by-1500, more than 2000 parts",
    })
    void limitShouldBeToldWhenItStopsTheReading(String name, String problem) {
        assertThat(results.get(name).problem()).isEqualTo(problem);
        assertThat(results.get(name).parts()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "encoded-words-in-names, 30, text/plain",
        "parameters-of-1-mb, 150, text/plain",
        "types-of-1-mb, 150, application/octet-stream",
        "line-of-100-mb, 1, text/plain",
        "base64-line-of-100-mb, 1, text/plain",
        "quoted-printable-line-of-100-mb, 1, text/plain",
        "bare-cr-100-mb, 1, text/plain",
        "begin-lines-1000000, 1, text/plain",
        "uuencoded-files-100000, 101, application/octet-stream",
        // Nothing is ever unpacked of it.
        "zip-bomb-named-pdf, 1, application/pdf",
        "signed-30-mb, 1, text/plain",
        "tnef-rtf-bomb, 1, text/plain",
        "tnef-file-of-100-mb, 1, application/octet-stream",
        // As many as we take, and the file itself with the others.
        "tnef-attachments-100000, 1001, application/octet-stream",
    })
    void partsShouldBeFoundWhateverTheirSize(String name, int parts, String firstType) {
        assertThat(results.get(name).problem()).isEqualTo("null");
        assertThat(results.get(name).parts()).isEqualTo(parts);
        assertThat(results.get(name).firstType()).isEqualTo(firstType);
    }

    @ParameterizedTest
    @CsvSource({
        "signed-30-times-over, application/pkcs7-mime",
        "signed-100-mb, application/pkcs7-mime",
        "der-length-of-2-gb, application/pkcs7-mime",
        "der-digests-10000000, application/pkcs7-mime",
        "der-nesting-5000000, application/pkcs7-mime",
        "der-nesting-at-once, application/pkcs7-mime",
        "tnef-lengths-of-4-gb, application/ms-tnef",
        "tnef-values-of-2-gb, application/ms-tnef",
        "tnef-properties-500000, application/ms-tnef",
        "tnef-string-lists, application/ms-tnef",
        "tnef-within-tnef-30-times, application/ms-tnef",
    })
    void fileShouldStayAsItCameWhenItCannotBeOpened(String name, String type) {
        assertThat(results.get(name).problem()).isEqualTo("null");
        assertThat(results.get(name).parts()).isOne();
        assertThat(results.get(name).firstType()).isEqualTo(type);
    }

    @Test
    void everyMailShouldBeReadInTime() {
        assertThat(results.values())
                .hasSize(33)
                .allSatisfy(result -> assertThat(result.cpuMillis()).isLessThan(LONGEST_MILLIS));
    }
}
