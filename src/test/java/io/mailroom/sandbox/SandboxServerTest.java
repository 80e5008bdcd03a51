package io.mailroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxServerTest {

    private int imap;
    private int smtp;
    private SandboxServer server;

    @BeforeEach
    void start() throws Exception {
        imap = freePort();
        smtp = freePort();
        server = SandboxServer.start(imap, smtp);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void mailboxShouldHoldTheSamplesWhenTheServerHasStarted() throws Exception {
        try (var store = login("demo")) {
            var messages = inbox(store).getMessages();

            assertThat(messages)
                    .extracting(Message::getSubject)
                    .containsExactly(
                            "Welcome to the sandbox",
                            "Newsletter: five habits of tidy desks",
                            "Invoice 2026-0042",
                            "Grüße aus Köln: Rückfrage zur Überweisung",
                            "Fwd: Order 77: a wrong size",
                            "The new logo, at last");
            assertThat(messages)
                    .extracting(Message::getContentType)
                    .extracting(type -> type.split(";")[0])
                    .containsExactly(
                            "text/plain",
                            "multipart/alternative",
                            "multipart/mixed",
                            "multipart/mixed",
                            "multipart/mixed",
                            "multipart/alternative");
        }
    }

    @Test
    void invoiceShouldBeAPdfWhenItsAttachmentIsRead() throws Exception {
        try (var store = login("demo")) {
            var part = ((MimeMultipart) inbox(store).getMessage(3).getContent()).getBodyPart(1);

            assertThat(part.getFileName()).isEqualTo("invoice-2026-0042.pdf");
            assertThat(part.getInputStream().readAllBytes())
                    .startsWith('%', 'P', 'D', 'F')
                    .endsWith('%', '%', 'E', 'O', 'F', '\n');
        }
    }

    @Test
    void mailboxShouldReceiveTheMailWhenItIsSentToAnyone() throws Exception {
        send("demo@mailroom.test", "somebody.else@example.org");

        try (var store = login("demo")) {
            assertThat(Stream.of(inbox(store).getMessages()).skip(6))
                    .extracting(Message::getSubject)
                    .containsExactly("Hello", "Hello");
        }
    }

    @Test
    void loginShouldFailWhenThePasswordIsWrong() {
        assertThatExceptionOfType(AuthenticationFailedException.class).isThrownBy(() -> login("other"));
    }

    @Test
    void startShouldNameThePropertyWhenThePortIsTaken() throws Exception {
        int free = freePort();

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SandboxServer.start(imap, free))
                .withMessageContaining("port " + imap)
                .withMessageContaining("set mailroom.sandbox.imap-port to a free port");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SandboxServer.start(free, smtp))
                .withMessageContaining("mailroom.sandbox.smtp-port");
    }

    @Test
    void portsShouldBeFreeWhenTheServerHasStopped() {
        server.stop();

        server = SandboxServer.start(imap, smtp);
    }

    private Store login(String password) throws Exception {
        var store = Session.getInstance(new Properties()).getStore("imap");
        store.connect("127.0.0.1", imap, "demo", password);
        return store;
    }

    private static Folder inbox(Store store) throws Exception {
        var folder = store.getFolder("INBOX");
        folder.open(Folder.READ_ONLY);
        return folder;
    }

    private void send(String... recipients) throws Exception {
        var properties = new Properties();
        properties.put("mail.smtp.auth", "true");
        var session = Session.getInstance(properties);
        var message = new MimeMessage(session);
        message.setFrom("anna@mailroom.test");
        for (String recipient : recipients) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        }
        message.setSubject("Hello");
        message.setText("Hello");
        message.saveChanges();
        try (var transport = session.getTransport("smtp")) {
            transport.connect("127.0.0.1", smtp, "demo", "demo");
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
