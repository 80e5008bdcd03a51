package io.mailroom.imap;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import io.mailroom.testsupport.GreenMailServer;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

class GreenMailImapTest implements ImapContract {

    private static GreenMailServer greenMail;

    private GreenMailUser user;

    @BeforeAll
    static void start() {
        greenMail = GreenMailServer.start();
    }

    @AfterAll
    static void stop() {
        greenMail.close();
    }

    @BeforeEach
    void newUser(TestInfo test) {
        user = greenMail.user(test.getTestMethod().orElseThrow().getName() + "@example.org");
    }

    @Override
    public MailServer server() {
        return greenMail.imap();
    }

    @Override
    public Credential.Password user() {
        return new Credential.Password(user.getLogin(), GreenMailServer.PASSWORD);
    }

    @Override
    public void deliver(String mailbox, List<byte[]> messages) {
        try {
            var folder =
                    greenMail.greenMail().getManagers().getImapHostManager().getInbox(user);
            for (var message : messages) {
                folder.appendMessage(
                        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(message)),
                        new Flags(),
                        new Date());
            }
        } catch (MessagingException | FolderException e) {
            throw new IllegalStateException(e);
        }
    }
}
