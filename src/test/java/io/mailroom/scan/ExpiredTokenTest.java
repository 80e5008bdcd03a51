package io.mailroom.scan;

import static io.mailroom.scan.Imports.aTask;
import static io.mailroom.scan.Letter.aLetter;
import static io.mailroom.scan.ScanLane.assertNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ImapProxy;
import io.mailroom.testsupport.OAuthServer;
import io.mailroom.testsupport.StoredGrants;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A token ends while mails are imported with it, from a Dovecot that asks the provider about each token. */
@QuarkusTest
class ExpiredTokenTest {

    private static final int MAILS = 300;
    private static final String LOGIN = "anna@example.org";

    private static OAuthServer provider;
    private static DovecotServer dovecot;

    @Inject
    Imports imports;

    @Inject
    StoredGrants grants;

    @Inject
    TestClock clock;

    private ImapProxy proxy;
    private User user;
    private String login;
    private UUID grant;
    private String task;

    @BeforeAll
    static void start() {
        provider = OAuthServer.start();
        dovecot = DovecotServer.start(
                DovecotServer.Options.standard().withConfiguration(provider.dovecotConfiguration()));
    }

    @AfterAll
    static void stop() {
        if (dovecot != null) {
            dovecot.close();
        }
        provider.close();
    }

    @BeforeEach
    void authorise() {
        user = User.anAdmin();
        login = UUID.randomUUID().toString().substring(0, 8) + LOGIN;
        grant = grants.add(user, provider.tokenEndpoint(), provider.consent(login));
        proxy = ImapProxy.before(dovecot.plain());
        String connection = "c" + UUID.randomUUID();
        imports.connection(user, connection, proxy.address(), login, "");
        grants.use(grant, connection);
        task = imports.create(user, aTask(connection, "targetFolder", "Done"));
        dovecot.deliver(
                login,
                "INBOX",
                IntStream.range(0, MAILS)
                        .mapToObj(i -> aLetter().withSubject("mail " + i).raw())
                        .toList());
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
        clock.reset();
    }

    static Stream<ImapProxy.Moment> moments() {
        return Stream.of(
                new ImapProxy.InLiteral(120, 0.5),
                new ImapProxy.Before("UID MOVE"),
                new ImapProxy.Answered("UID MOVE"),
                new ImapProxy.Before("SELECT"));
    }

    @ParameterizedTest
    @MethodSource("moments")
    void runShouldGoOnWithTheNextTokenWhenServerEndsTheSessionWithTheFirst(ImapProxy.Moment moment) {
        int before = provider.requests();
        proxy.strike(moment, connection -> {
            provider.expireAccess(login);
            grants.expire(grant);
            connection.cut();
        });

        var run = imports.run(user, task);

        assertThat(run.state()).as(run.toString()).isEqualTo("done");
        assertThat(imports.runs(user, task)).hasSize(1);
        assertAllImportedOnce();
        assertThat(provider.requests() - before).isEqualTo(2);
    }

    @Test
    void nextRunShouldGetAnotherTokenWhenServerRefusesTheOneThatShouldStillBeGood() {
        int before = provider.requests();
        proxy.strike(new ImapProxy.InLiteral(120, 0.5), connection -> {
            provider.expireAccess(login); // and nobody has told us
            connection.cut();
        });

        var broken = imports.run(user, task);
        clock.pass(Duration.ofMinutes(2));
        var run = imports.run(user, task);

        assertThat(broken.state()).isEqualTo("failed");
        assertThat(run.state()).as(run.toString()).isEqualTo("done");
        assertAllImportedOnce();
        assertThat(provider.requests() - before).isEqualTo(2);
    }

    @Test
    void runShouldFailOnceAndNotInACircleWhenProviderHasRevokedTheGrant() {
        int before = provider.requests();
        proxy.strike(new ImapProxy.InLiteral(120, 0.5), connection -> {
            provider.revoke(login);
            grants.expire(grant);
            connection.cut();
        });

        var run = imports.run(user, task);
        var next = imports.run(user, task);

        assertThat(run.state()).isEqualTo("failed");
        assertThat(run.error()).contains("no longer valid", "Authorise again");
        assertThat(next.error()).isEqualTo(run.error());
        assertThat(provider.requests() - before).isEqualTo(2);

        grants.authoriseAnew(grant, provider.consent(login));
        assertThat(imports.run(user, task).state()).isEqualTo("done");
        assertAllImportedOnce();
    }

    @Test
    void keptConnectionShouldServeTheNextRunWhateverTokenThereIsByNow() {
        assertNumbers(imports.run(user, task), MAILS, 0, 0, 0);
        clock.pass(Duration.ofHours(1));

        assertNumbers(imports.run(user, task), 0, 0, 0, 0);
    }

    private void assertAllImportedOnce() {
        assertThat(imports.names(task)).hasSize(MAILS).doesNotHaveDuplicates();
        assertThat(dovecot.files(login, "INBOX")).isEmpty();
        assertThat(dovecot.files(login, "Done")).hasSize(MAILS);
    }
}
