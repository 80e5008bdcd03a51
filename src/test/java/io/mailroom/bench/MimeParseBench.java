package io.mailroom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mailroom.mime.MessageParser;
import io.mailroom.mime.ParseLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;

/**
 * How long it takes to read a mailbox of 2,000 mails: 60 % of 5 KB, 30 % of 60 KB with an attachment, 10 % of 500 KB.
 * Both parsers do the same work: header, structure, and a SHA-256 of the message, its body, and each decoded part.
 */
public final class MimeParseBench {

    private static final int MAILS = 2000;
    private static final int ROUNDS = 6;

    private interface Parser {
        int parse(byte[] mail) throws Exception;
    }

    private MimeParseBench() {}

    public static void main(String[] args) throws Exception {
        var random = new Random(1);
        var small = new ArrayList<byte[]>();
        var middle = new ArrayList<byte[]>();
        var large = new ArrayList<byte[]>();
        for (int i = 0; i < MAILS; i++) {
            int kind = i % 10;
            if (kind < 6) {
                small.add(mail(i, random, 4500, 0));
            } else if (kind < 9) {
                middle.add(mail(i, random, 3000, 41_000));
            } else {
                large.add(mail(i, random, 3000, 362_000));
            }
        }
        var all = new ArrayList<byte[]>();
        all.addAll(small);
        all.addAll(middle);
        all.addAll(large);
        for (int round = 1; round <= ROUNDS; round++) {
            System.out.println("round " + round);
            measure("ours   5 KB", small, MimeParseBench::ours);
            measure("mime4j 5 KB", small, MimeParseBench::mime4j);
            measure("ours   60 KB", middle, MimeParseBench::ours);
            measure("mime4j 60 KB", middle, MimeParseBench::mime4j);
            measure("ours   500 KB", large, MimeParseBench::ours);
            measure("mime4j 500 KB", large, MimeParseBench::mime4j);
            measure("ours   all", all, MimeParseBench::ours);
            measure("mime4j all", all, MimeParseBench::mime4j);
            measure("SHA-256 only", all, MimeParseBench::sha);
        }
    }

    private static void measure(String what, List<byte[]> mails, Parser parser) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        long bytes = 0;
        int parts = 0;
        long start = threads.getCurrentThreadCpuTime();
        for (var mail : mails) {
            parts += parser.parse(mail);
            bytes += mail.length;
        }
        double ms = (threads.getCurrentThreadCpuTime() - start) / 1e6;
        System.out.printf(
                Locale.ROOT,
                "  %-14s %7.4f ms/mail %7.0f MB/s CPU (%d parts)%n",
                what,
                ms / mails.size(),
                bytes / 1e3 / ms,
                parts);
    }

    private static int ours(byte[] mail) {
        return MessageParser.parse(ByteBuffer.wrap(mail), ParseLimits.DEFAULT)
                .parts()
                .size();
    }

    private static int sha(byte[] mail) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(mail).length / 32;
    }

    private static int mime4j(byte[] mail) throws Exception {
        sha(mail);
        sha(mail);
        var builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        var message = builder.parseMessage(new ByteArrayInputStream(mail));
        message.getSubject();
        message.getFrom();
        message.getTo();
        message.getDate();
        int parts = hash(message);
        message.dispose();
        return parts;
    }

    private static int hash(Entity entity) throws IOException, NoSuchAlgorithmException {
        if (entity.getBody() instanceof Multipart multipart) {
            int parts = 0;
            for (var child : multipart.getBodyParts()) {
                parts += hash(child);
            }
            return parts;
        }
        var out = new ByteArrayOutputStream();
        ((SingleBody) entity.getBody()).writeTo(out);
        sha(out.toByteArray());
        return 1;
    }

    private static byte[] mail(int number, Random random, int text, int attachment) {
        var out = new StringBuilder();
        out.append("Return-Path: <sender").append(number).append("@example.org>\r\n");
        for (int hop = 0; hop < 3; hop++) {
            out.append("Received: from mx")
                    .append(hop)
                    .append(".example.org by mx.example.net with ESMTPS id 4Xy")
                    .append(number)
                    .append("\r\n\tfor <to@example.net>; Mon, 3 Feb 2025 10:11:12 +0100 (CET)\r\n");
        }
        out.append("Message-ID: <").append(number).append(".bench@example.org>\r\n");
        out.append("Date: Mon, 3 Feb 2025 10:11:12 +0100\r\nFrom: =?UTF-8?Q?J=C3=B6rg?= <joerg@example.org>\r\n");
        out.append("To: \"Doe, Jane\" <jane@example.net>, john@example.net\r\n");
        out.append("Subject: =?UTF-8?B?UmVjaG51bmcgZsO8ciBGZWJydWFy?= ")
                .append(number)
                .append("\r\nMIME-Version: 1.0\r\n");
        if (attachment > 0) {
            out.append("Content-Type: multipart/mixed; boundary=\"----=_Part_")
                    .append(number)
                    .append("\"\r\n\r\n");
            out.append("------=_Part_").append(number).append("\r\n");
        }
        out.append("Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        for (int length = 0; length < text; length += 74) {
            out.append("The quick brown f=C3=B6x jumps over the lazy dog, and over the other one.\r\n");
        }
        if (attachment > 0) {
            var content = new byte[attachment];
            random.nextBytes(content);
            out.append("------=_Part_")
                    .append(number)
                    .append("\r\nContent-Type: application/pdf; name=\"invoice.pdf\"\r\n");
            out.append(
                    "Content-Disposition: attachment; filename=\"invoice.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n");
            out.append(new String(Base64.getMimeEncoder().encode(content), US_ASCII));
            out.append("\r\n------=_Part_").append(number).append("--\r\n");
        }
        return out.toString().getBytes(US_ASCII);
    }
}
