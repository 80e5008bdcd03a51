package io.mailroom.egress;

import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.smtp.SmtpClient;
import io.mailroom.smtp.SmtpException;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedServer.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;

/** What a user is told who connects to a server, by either mail protocol. */
record Refusal(Cause cause, String text) {

    static final String HOST = "mail.example.org";

    /** No test has a name server: every name is this machine. */
    static final Guard GUARD = new Guard(Guard.allowing("127.0.0.0/8").allowed(), Set.of(), name ->
            new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});

    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));
    private static final Credential LOGIN = new Credential.Password("ann", "s3cret");

    enum Protocol {
        IMAP {
            @Override
            void connect(MailServer server) {
                ImapClient.connect(server, LOGIN, TIMEOUTS).close();
            }

            @Override
            void greet(ScriptedServer.Dialogue dialogue) throws IOException {
                dialogue.say("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] hello");
            }

            @Override
            String agree(String command) {
                return command.substring(0, command.indexOf(' ')) + " OK go on";
            }
        },
        SMTP {
            @Override
            void connect(MailServer server) {
                SmtpClient.connect(server, LOGIN, TIMEOUTS).close();
            }

            @Override
            void greet(ScriptedServer.Dialogue dialogue) throws IOException {
                dialogue.say("220 hello");
                dialogue.expect("EHLO");
                dialogue.say("250-" + HOST, "250-STARTTLS", "250 AUTH PLAIN");
            }

            @Override
            String agree(String command) {
                return "220 go on";
            }
        };

        abstract void connect(MailServer server);

        /** Up to the offer of STARTTLS. */
        abstract void greet(ScriptedServer.Dialogue dialogue) throws IOException;

        /** The yes to STARTTLS. */
        abstract String agree(String command);
    }

    static Refusal of(Protocol protocol, MailServer server) {
        try {
            protocol.connect(server);
            throw new AssertionError("was not refused");
        } catch (ImapException e) {
            return new Refusal(e.failure(), readable(e.getMessage(), server.port()));
        } catch (SmtpException e) {
            return new Refusal(e.failure(), readable(e.getMessage(), server.port()));
        }
    }

    /** Of the one host there is. */
    static Refusal of(Protocol protocol, int port, Tls tls, Trust trust) {
        return of(protocol, new MailServer(HOST, port, tls, trust, GUARD));
    }

    /** The same by a script; nothing of the login may have reached it. */
    static Refusal of(Protocol protocol, Script script, Tls tls, Trust trust) {
        try (var server = ScriptedServer.start(script)) {
            var refusal = of(protocol, server.address().port(), tls, trust);
            if (server.received().stream().anyMatch(line -> line.contains("AUTH") || line.contains("LOGIN "))) {
                throw new AssertionError("the login was sent: " + server.received());
            }
            return refusal;
        }
    }

    /** With the same port and fingerprint in every run. */
    private static String readable(String message, int port) {
        return message.replace(":" + port, ":993").replaceAll("\\b[0-9a-f]{64}\\b", "62f0...");
    }
}
