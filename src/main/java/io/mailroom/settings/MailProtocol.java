package io.mailroom.settings;

import io.mailroom.egress.Tls;
import java.util.Locale;
import java.util.Set;

/** What is spoken with a mail server, and on which ports it usually is (RFC 8314 section 7). */
enum MailProtocol {
    IMAP(993, 143, Set.of(143), "mailbox", "Reading mail"),
    SMTP(465, 587, Set.of(25, 587, 2525), "sender", "Sending mail");

    private final int ssl;
    private final int startTls;
    private final Set<Integer> plain;
    private final String noun;
    private final String test;

    MailProtocol(int ssl, int startTls, Set<Integer> plain, String noun, String test) {
        this.ssl = ssl;
        this.startTls = startTls;
        this.plain = plain;
        this.noun = noun;
        this.test = test;
    }

    /** In names of fields, and in addresses of pages. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What people call a connection that speaks it. */
    String noun() {
        return noun;
    }

    /** What people call a test of one. */
    String test() {
        return test;
    }

    /** Whether TLS starts with the first byte on this port, everywhere. */
    boolean isSsl(int port) {
        return port == ssl;
    }

    /** Whether a connection starts in the clear on this port, everywhere. */
    boolean isPlain(int port) {
        return plain.contains(port);
    }

    boolean isUsual(int port) {
        return isSsl(port) || isPlain(port);
    }

    MailProtocol other() {
        return this == IMAP ? SMTP : IMAP;
    }

    /** For example {@code port 993 with sslType ssl}. */
    String with(Tls tls) {
        return "port " + (tls == Tls.SSL ? ssl : startTls) + " with sslType " + SslType.Wire.write(tls);
    }
}
