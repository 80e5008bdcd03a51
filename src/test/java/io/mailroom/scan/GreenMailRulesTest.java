package io.mailroom.scan;

import io.mailroom.testsupport.GreenMailServer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@QuarkusTest
class GreenMailRulesTest extends RulesContract {

    private static GreenMailServer greenMail;

    @BeforeAll
    static void start() {
        greenMail = GreenMailServer.start();
    }

    @AfterAll
    static void stop() {
        greenMail.close();
    }

    @Override
    Postbox aPostbox() {
        var user = greenMail.user(UUID.randomUUID() + "@example.org");
        return new Postbox(greenMail.imap(), user.getLogin(), GreenMailServer.PASSWORD);
    }
}
