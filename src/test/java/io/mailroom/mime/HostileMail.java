package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Reads mails that were made to hurt, each from a file as the import does with large ones, and prints what came of them.
 * Its test runs it in a Java of its own with a small heap.
 */
final class HostileMail {

    private static final String HEADER = "Subject: Made to hurt\r\nFrom: a@example.org\r\n";
    private static final String SIGNED =
            "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
                    + "Content-Transfer-Encoding: base64\r\n\r\n";
    private static final String TNEF =
            "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    private static final String MIXED = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    private static final int MEGABYTE = 1 << 20;

    private interface Writer {
        void write(Out out) throws IOException;
    }

    private HostileMail() {}

    public static void main(String[] args) throws IOException {
        read(
                "header-of-10-mb",
                out -> out.text(HEADER + "X-Long: ").repeat("x", 10 * MEGABYTE).text("\r\n\r\nText."));
        read(
                "header-fields-100000",
                out -> out.text(HEADER).repeat("To: b@example.org\r\n", 100_000).text("\r\nText."));
        read(
                "recipients-100000",
                out -> out.text(HEADER + "To: ").repeat("b@x.y, ", 100_000).text("\r\n\r\nText."));
        read(
                "encoded-words-1000000",
                out -> out.text("Subject: ")
                        .repeat("=?utf-8?Q?=C3=BC?=\r\n ", 1_000_000)
                        .text("\r\n\r\n"));
        read("encoded-words-in-names", out -> {
            out.text(HEADER + MIXED);
            for (int part = 0; part < 30; part++) {
                out.text("--b\r\nContent-Disposition: attachment; filename=\"")
                        .repeat("=?utf-8?Q?=C3=BC?= ", 40_000)
                        .text("\"\r\n\r\nx\r\n");
            }
        });
        read("parameters-of-1-mb", out -> {
            out.text(HEADER + MIXED);
            for (int part = 0; part < 150; part++) {
                out.text("--b\r\nContent-Type: text/plain; charset=\"")
                        .repeat("x", 1_000_000)
                        .text("\"\r\n\r\nx\r\n");
            }
        });
        read("types-of-1-mb", out -> {
            out.text(HEADER + MIXED);
            for (int part = 0; part < 150; part++) {
                out.text("--b\r\nContent-Type: a/").repeat("x", 1_000_000).text("; name=x\r\n\r\nx\r\n");
            }
        });
        read("nesting-10000", out -> {
            out.text(HEADER);
            for (int level = 0; level < 10_000; level++) {
                out.text("Content-Type: multipart/mixed; boundary=b" + level + "\r\n\r\n--b" + level + "\r\n");
            }
        });
        read("parts-20000", out -> out.text(HEADER + MIXED).repeat("--b\r\n\r\nx\r\n", 20_000));
        read("line-of-100-mb", out -> out.text(HEADER + "\r\n").repeat("x", 100 * MEGABYTE));
        read("header-line-of-100-mb", out -> out.text(HEADER + "X-Long: ").repeat("x", 100 * MEGABYTE));
        read(
                "base64-line-of-100-mb",
                out -> out.text(HEADER + "Content-Transfer-Encoding: base64\r\n\r\n")
                        .repeat("QUJD", 25 * MEGABYTE));
        read(
                "quoted-printable-line-of-100-mb",
                out -> out.text(HEADER + "Content-Transfer-Encoding: quoted-printable\r\n\r\n")
                        .repeat("=3D ", 25 * MEGABYTE));
        read(
                "bare-cr-100-mb",
                out -> out.text(HEADER.replace("\r\n", "\r") + "\r").repeat("x\r", 50 * MEGABYTE));
        read("begin-lines-1000000", out -> out.text(HEADER + "\r\n").repeat("begin 644 x\r\n", 1_000_000));
        read("uuencoded-files-100000", out -> out.text(HEADER + "\r\n").repeat("begin 644 x\r\n`\r\nend\r\n", 100_000));
        read("zip-bomb-named-pdf", out -> {
            out.text(HEADER
                    + "Content-Type: application/pdf; name=bomb.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n");
            out.base64(HostileMail::megabytesOfNothing);
        });
        signed();
        outlook();
    }

    private static void signed() throws IOException {
        read("signed-30-times-over", out -> {
            byte[] message = ascii("Content-Type: text/plain\r\n\r\nInnermost.");
            for (int level = 0; level < 30; level++) {
                message = ascii("Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n", signed(message));
            }
            out.text(HEADER).bytes(message);
        });
        read(
                "signed-30-mb",
                out -> out.text(HEADER + SIGNED).base64(in -> {
                    var text = new ByteArrayOutputStream();
                    text.writeBytes(ascii("Content-Type: text/plain\r\n\r\n"));
                    signed(in, text.toByteArray(), 30 * MEGABYTE);
                }));
        read(
                "signed-100-mb",
                out -> out.text(HEADER + SIGNED)
                        .base64(in -> signed(in, ascii("Content-Type: text/plain\r\n\r\n"), 100 * MEGABYTE)));
        byte[] many = signed(ascii(MIXED + "--b\r\n\r\n\r\n".repeat(1500)));
        read("signed-parts-1000-by-1500", out -> {
            out.text(HEADER + MIXED);
            for (int part = 0; part < 1000; part++) {
                out.text("--b\r\n" + SIGNED).base64(in -> in.write(many)).text("\r\n");
            }
        });
        read(
                "der-length-of-2-gb",
                out -> out.text(HEADER + SIGNED).base64(in -> {
                    in.write(new byte[] {0x30, (byte) 0x80});
                    in.write(SIGNED_DATA);
                    in.write(
                            new byte[] {(byte) 0xA0, (byte) 0x80, 0x30, (byte) 0x80, 0x02, (byte) 0x84, 0x7F, -1, -1, -1
                            });
                    in.write(new byte[20 * MEGABYTE]);
                }));
        read(
                "der-digests-10000000",
                out -> out.text(HEADER + SIGNED).base64(in -> {
                    in.write(new byte[] {0x30, (byte) 0x80});
                    in.write(SIGNED_DATA);
                    in.write(
                            new byte[] {(byte) 0xA0, (byte) 0x80, 0x30, (byte) 0x80, 0x02, 0x01, 0x01, 0x31, (byte) 0x80
                            });
                    for (int i = 0; i < 10_000_000; i++) {
                        in.write(5);
                        in.write(0);
                    }
                }));
        read(
                "der-nesting-5000000",
                out -> out.text(HEADER + SIGNED).base64(in -> {
                    in.write(new byte[] {0x30, (byte) 0x80});
                    in.write(SIGNED_DATA);
                    in.write(new byte[] {
                        (byte) 0xA0, (byte) 0x80, 0x30, (byte) 0x80, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, (byte) 0x80
                    });
                    in.write(DATA);
                    in.write(new byte[] {(byte) 0xA0, (byte) 0x80});
                    for (int i = 0; i < 5_000_000; i++) {
                        in.write(0x24);
                        in.write(0x80);
                    }
                }));
        read(
                "der-nesting-at-once",
                out -> out.text(HEADER + SIGNED).base64(in -> {
                    for (int i = 0; i < 5_000_000; i++) {
                        in.write(0x30);
                        in.write(0x80);
                    }
                }));
    }

    private static void outlook() throws IOException {
        read(
                "tnef-lengths-of-4-gb",
                out -> out.text(HEADER + TNEF).base64(in -> {
                    in.write(tnefStart());
                    in.write(attribute(2, 0x800F, -1, new byte[0]));
                    in.write(new byte[20 * MEGABYTE]);
                }));
        read(
                "tnef-values-of-2-gb",
                out -> out.text(HEADER + TNEF).base64(in -> {
                    in.write(tnefStart());
                    for (int i = 0; i < 2000; i++) {
                        in.write(attribute(1, 0x9003, 16, little(1, 0x3007001E, 1, 0x7FFFFFF0)));
                        in.write(new byte[2]);
                    }
                }));
        // Of each: as many values as fit the largest block that is opened, in the form that becomes largest in memory.
        read(
                "tnef-properties-500000",
                out -> out.text(HEADER + TNEF).base64(in -> {
                    for (byte[] block : new byte[][] {block(500_000, 1, 0), block(50, 0x101E, 10_000)}) {
                        in.write(tnefStart());
                        in.write(attribute(1, 0x9003, block.length, block));
                        in.write(new byte[2]);
                    }
                }));
        read(
                "tnef-string-lists",
                out -> out.text(HEADER + TNEF).base64(in -> {
                    byte[] block = block(50, 0x101E, 10_000);
                    in.write(tnefStart());
                    for (int i = 0; i < 20; i++) {
                        in.write(attribute(1, 0x9003, block.length, block));
                        in.write(new byte[2]);
                    }
                }));
        read(
                "tnef-rtf-bomb",
                out -> out.text(HEADER + TNEF).base64(in -> {
                    byte[] packed = new byte[2 * MEGABYTE - 64];
                    for (int i = 16; i + 17 <= packed.length; i += 17) {
                        packed[i] = -1;
                        for (int reference = 0; reference < 8; reference++) {
                            packed[i + 2 + 2 * reference] = 0x0F;
                        }
                    }
                    ByteBuffer.wrap(packed)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(packed.length)
                            .putInt(0x7FFFFFFF)
                            .put(ascii("LZFu"));
                    in.write(tnefStart());
                    in.write(attribute(
                            1, 0x9003, packed.length + 16, ascii(little(1, 0x10090102, 1, packed.length), packed)));
                    in.write(new byte[2]);
                }));
        read(
                "tnef-attachments-100000",
                out -> out.text(HEADER + TNEF).base64(in -> {
                    in.write(tnefStart());
                    for (int i = 0; i < 100_000; i++) {
                        in.write(attribute(2, 0x9002, 0, new byte[2]));
                        in.write(attribute(2, 0x800F, 0, new byte[2]));
                    }
                }));
        read(
                "tnef-within-tnef-30-times",
                out -> out.text(HEADER + TNEF).base64(in -> {
                    byte[] file = tnefStart();
                    for (int level = 0; level < 30; level++) {
                        int length = (16 + file.length + 3) / 4 * 4;
                        byte[] value = new byte[length];
                        ByteBuffer.wrap(value).put(IMESSAGE).put(file);
                        byte[] block = ascii(little(1, 0x3701000D, 1, length), value);
                        file = ascii(
                                tnefStart(),
                                attribute(2, 0x9002, 0, new byte[2]),
                                attribute(2, 0x9005, block.length, block),
                                new byte[2]);
                    }
                    in.write(file);
                }));
        read(
                "tnef-file-of-100-mb",
                out -> out.text(HEADER + TNEF).base64(in -> {
                    in.write(tnefStart());
                    in.write(attribute(2, 0x800F, 100 * MEGABYTE, new byte[0]));
                    for (int i = 0; i < 100; i++) {
                        in.write(new byte[MEGABYTE]);
                    }
                    in.write(new byte[2]);
                }));
    }

    private static final byte[] SIGNED_DATA = {6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 7, 2};
    private static final byte[] DATA = {6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 7, 1};
    private static final byte[] IMESSAGE = {7, 3, 2, 0, 0, 0, 0, 0, (byte) 0xC0, 0, 0, 0, 0, 0, 0, 0x46};

    private static byte[] signed(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        signed(out, content, 0);
        return out.toByteArray();
    }

    /** SignedData without a signer, and some more octets after its content. */
    private static void signed(OutputStream out, byte[] content, int more) throws IOException {
        out.write(new byte[] {0x30, (byte) 0x80});
        out.write(SIGNED_DATA);
        out.write(new byte[] {(byte) 0xA0, (byte) 0x80, 0x30, (byte) 0x80, 2, 1, 1, 0x31, 0, 0x30, (byte) 0x80});
        out.write(DATA);
        out.write(new byte[] {(byte) 0xA0, (byte) 0x80, 4, (byte) 0x84});
        out.write(ByteBuffer.allocate(4).putInt(content.length + more).array());
        out.write(content);
        for (int left = more; left > 0; left -= MEGABYTE) {
            out.write("x".repeat(Math.min(left, MEGABYTE)).getBytes(ISO_8859_1));
        }
        out.write(new byte[4]);
        out.write(new byte[] {0x31, 0});
        out.write(new byte[6]);
    }

    private static byte[] tnefStart() {
        return new byte[] {0x78, (byte) 0x9F, 0x3E, 0x22, 1, 0};
    }

    private static byte[] attribute(int level, int id, int length, byte[] content) {
        return ByteBuffer.allocate(9 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) level)
                .putShort((short) id)
                .putShort((short) 6)
                .putInt(length)
                .put(content)
                .array();
    }

    /** Properties of one type, each of so many empty values. */
    private static byte[] block(int properties, int type, int values) {
        var block = ByteBuffer.allocate(4 + properties * (values == 0 ? 4 : 8 + 4 * values))
                .order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(properties);
        for (int i = 0; i < properties; i++) {
            block.putInt(0x30070000 + type);
            if (values > 0) {
                block.putInt(values).position(block.position() + 4 * values);
            }
        }
        return block.array();
    }

    private static byte[] little(int... numbers) {
        var octets = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            octets.putInt(number);
        }
        return octets.array();
    }

    private static byte[] ascii(Object... pieces) {
        var out = new ByteArrayOutputStream();
        for (var piece : pieces) {
            out.writeBytes(
                    piece instanceof byte[] octets ? octets : piece.toString().getBytes(ISO_8859_1));
        }
        return out.toByteArray();
    }

    private static void megabytesOfNothing(OutputStream out) throws IOException {
        var deflater = new Deflater(9, true);
        var packed = new DeflaterOutputStream(out, deflater);
        var nothing = new byte[MEGABYTE];
        for (int i = 0; i < 256; i++) {
            packed.write(nothing);
        }
        packed.finish();
        deflater.end();
    }

    private static void read(String name, Writer writer) throws IOException {
        var file = Files.createTempFile("hostile", ".eml");
        try {
            try (var out = new Out(Files.newOutputStream(file))) {
                writer.write(out);
            }
            print(name, file);
        } finally {
            Files.delete(file);
        }
    }

    private static void print(String name, Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var raw = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            var parsed = new ParsedMessage[1];
            var cpu = CpuTime.of(() -> parsed[0] = MessageParser.parse(raw, ParseLimits.DEFAULT));
            var message = parsed[0];
            System.out.printf(
                    "%s | %s | %d | %s | %d%n",
                    name,
                    message.problem(),
                    message.parts().size(),
                    message.parts().isEmpty() ? "" : message.parts().getFirst().contentType(),
                    cpu.toMillis());
        }
    }

    /** Writes pieces of a mail, however large it gets. */
    private static final class Out extends FilterOutputStream {

        Out(OutputStream file) {
            super(new BufferedOutputStream(file, MEGABYTE));
        }

        Out text(String text) throws IOException {
            return bytes(text.getBytes(ISO_8859_1));
        }

        Out bytes(byte[] bytes) throws IOException {
            out.write(bytes);
            return this;
        }

        Out repeat(String piece, int times) throws IOException {
            var octets = piece.getBytes(ISO_8859_1);
            for (int i = 0; i < times; i++) {
                out.write(octets);
            }
            return this;
        }

        Out base64(Content content) throws IOException {
            var encoder = Base64.getMimeEncoder().wrap(new FilterOutputStream(out) {
                @Override
                public void write(byte[] octets, int offset, int length) throws IOException {
                    out.write(octets, offset, length);
                }

                @Override
                public void close() {}
            });
            content.write(encoder);
            encoder.close();
            return this;
        }
    }

    private interface Content {
        void write(OutputStream out) throws IOException;
    }
}
