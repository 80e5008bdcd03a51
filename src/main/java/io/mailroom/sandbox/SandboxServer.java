package io.mailroom.sandbox;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;

/** IMAP and SMTP on loopback with one mailbox, in memory. Whatever is sent, to whomever, arrives in that mailbox. */
final class SandboxServer {

    static final String USER = "demo";
    static final String PASSWORD = "demo";
    static final String DOMAIN = "mailroom.test";
    static final String ADDRESS = "demo@" + DOMAIN;

    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> SAMPLES =
            List.of("1-plain.eml", "2-html.eml", "3-pdf.eml", "4-umlauts.eml", "5-nested.eml", "6-inline-image.eml");

    private final GreenMail mail;

    private SandboxServer(GreenMail mail) {
        this.mail = mail;
    }

    static SandboxServer start(int imapPort, int smtpPort) {
        requireGreenMail();
        requireFree(imapPort, "mailroom.sandbox.imap-port");
        requireFree(smtpPort, "mailroom.sandbox.smtp-port");
        var mail = new GreenMail(new ServerSetup[] {
            new ServerSetup(imapPort, LOOPBACK, ServerSetup.PROTOCOL_IMAP),
            new ServerSetup(smtpPort, LOOPBACK, ServerSetup.PROTOCOL_SMTP)
        });
        GreenMailUser user = mail.setUser(ADDRESS, USER, PASSWORD);
        mail.getUserManager().setMessageDeliveryHandler((message, recipient) -> user);
        SAMPLES.forEach(sample -> deliver(sample, user));
        mail.start();
        return new SandboxServer(mail);
    }

    private static void requireGreenMail() {
        try {
            Class.forName("com.icegreen.greenmail.util.GreenMail");
        } catch (ClassNotFoundException e) {
            throw new ConfigurationException(
                    "The sandbox is not part of container images; it comes with src/main/scripts/mailroom.",
                    Set.of("mailroom.sandbox.enabled"));
        }
    }

    private static void requireFree(int port, String property) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The sandbox cannot listen on port %d of this machine (%s). Stop what uses it, or set %s to a free port."
                            .formatted(port, e.getMessage(), property),
                    Set.of(property));
        }
    }

    private static void deliver(String sample, GreenMailUser user) {
        try (var eml = SandboxServer.class.getResourceAsStream("/sandbox/" + sample)) {
            if (eml == null) {
                throw new IllegalStateException("no resource sandbox/" + sample);
            }
            user.deliver(GreenMailUtil.newMimeMessage(eml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        mail.stop();
    }
}
