package io.mailroom.bench;

import io.mailroom.mime.Address;
import io.mailroom.mime.Attachment;
import io.mailroom.mime.Draft;
import io.mailroom.mime.DraftBody;
import io.mailroom.mime.HtmlBody;
import io.mailroom.mime.MessageBuilder;
import io.mailroom.mime.ThreadLinks;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What it costs to write a mail as it is to travel: 5 KB of text in each transfer encoding, and a file of 5 MB. */
public final class RenderBench {

    private static final int ROUNDS = 5;
    private static final int MAILS = 5000;
    private static final int LARGE_MAILS = 40;
    private static final int TEXT = 5 * 1024;
    private static final int FILE = 5_000_000;

    private static final String ENGLISH = "The quick brown fox jumps over the lazy dog, and over the other one too.\n";
    private static final String GERMAN =
            "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, Jörg auch.\n";
    private static final String RUSSIAN = "Съешь ещё этих мягких французских булок, да выпей чаю.\n";

    private RenderBench() {}

    public static void main(String[] args) throws IOException {
        var content = new byte[FILE];
        new Random(1).nextBytes(content);
        var file = new Attachment("report.pdf", "application/pdf", FILE, () -> new ByteArrayInputStream(content));
        var html = "<p>" + text(GERMAN).replace("\n", "</p>\n<p>") + "</p>";
        for (int round = 1; round <= ROUNDS; round++) {
            System.out.println("round " + round);
            measure("7bit", text(ENGLISH), null, List.of(), MAILS);
            measure("quoted-printable", text(GERMAN), null, List.of(), MAILS);
            measure("base64", text(RUSSIAN), null, List.of(), MAILS);
            measure("text and html", text(GERMAN), new HtmlBody(html, List.of()), List.of(), MAILS);
            measure("5 MB attached", text(ENGLISH), null, List.of(file), LARGE_MAILS);
        }
    }

    private static String text(String line) {
        return line.repeat(TEXT / line.length());
    }

    private static void measure(
            String what, String text, @Nullable HtmlBody html, List<Attachment> attachments, int mails)
            throws IOException {
        var counter = new Counter();
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < mails; i++) {
            var out = new BufferedOutputStream(counter, 16 * 1024);
            MessageBuilder.write(draft(i, text, html, attachments), out);
            out.flush();
        }
        double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "  %-18s %9.1f µs of CPU a mail, %7.1f MB/s written%n",
                what,
                seconds * 1e6 / mails,
                counter.octets / 1e6 / seconds);
    }

    private static Draft draft(int number, String text, @Nullable HtmlBody html, List<Attachment> attachments) {
        return new Draft(
                new Address("Ann Huber", "ann@example.org"),
                new Address(null, "answers@example.org"),
                List.of(new Address("Jörg Doe", "joerg@example.net"), new Address("Bob", "bob@example.com")),
                List.of(),
                "Rechnung für Februar, Nr. " + number,
                new DraftBody(text, html),
                attachments,
                ThreadLinks.NONE,
                number + ".bench@example.org",
                Instant.EPOCH);
    }

    private static final class Counter extends OutputStream {

        private long octets;

        @Override
        public void write(int octet) {
            octets++;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            octets += length;
        }
    }
}
