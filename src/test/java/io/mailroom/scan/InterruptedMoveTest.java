package io.mailroom.scan;

import static io.mailroom.scan.Imports.aTask;
import static io.mailroom.scan.Letter.aLetter;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.scan.Imports.Limited;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ImapProxy;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moves that are cut short at their worst moments, and what the next run makes of them. */
@QuarkusTest
class InterruptedMoveTest {

    private static final String DONE = "Done";
    private static final String NO_MOVE = "imap_capability = IMAP4rev1 SASL-IR LITERAL+ UIDPLUS";
    private static final String NEITHER = "imap_capability = IMAP4rev1 SASL-IR LITERAL+";

    @Inject
    Imports imports;

    private User user;

    @BeforeEach
    void signUp() {
        user = User.anAdmin();
    }

    private static DovecotServer dovecot(String configuration) {
        return DovecotServer.start(DovecotServer.Options.standard().withConfiguration(configuration));
    }

    private static Postbox box(DovecotServer dovecot) {
        return new Postbox(dovecot.plain(), "ann", DovecotServer.PASSWORD);
    }

    private String task(ImapProxy proxy) {
        String connection = "c" + UUID.randomUUID();
        imports.connection(user, connection, proxy.address(), "ann", DovecotServer.PASSWORD);
        return imports.create(user, aTask(connection, "enabled", true, "targetFolder", DONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UID COPY", "UID STORE", "UID EXPUNGE"})
    void mailsShouldBeMovedOnceWhenConnectionBreaksBeforeThisCommand(String command) {
        try (var dovecot = dovecot(NO_MOVE);
                var proxy = ImapProxy.before(dovecot.plain())) {
            var box = box(dovecot);
            box.deliver("INBOX", aLetter(), aLetter().withoutMessageId(), aLetter());
            String task = task(proxy);

            proxy.strike(new ImapProxy.Before(command), ImapProxy.Connection::cut);
            var broken = imports.run(user, task);
            var next = imports.run(user, task);

            assertThat(broken.state()).isEqualTo("failed");
            assertThat(next.state()).isEqualTo("done");
            assertThat(box.count(DONE)).isEqualTo(3);
            assertThat(box.count("INBOX")).isZero();
            assertThat(imports.items(task)).hasSize(3);
        }
    }

    @Test
    void mailsShouldBeCopiedOnceWhenServerHasNoUidPlusEither() {
        try (var dovecot = dovecot(NEITHER);
                var proxy = ImapProxy.before(dovecot.plain())) {
            var box = box(dovecot);
            box.deliver("INBOX", aLetter(), aLetter());
            String task = task(proxy);

            proxy.strike(new ImapProxy.Before("UID STORE"), ImapProxy.Connection::cut);
            imports.run(user, task);
            imports.run(user, task);
            imports.run(user, task);

            assertThat(box.count(DONE)).isEqualTo(2);
            assertThat(box.list("INBOX"))
                    .hasSize(2)
                    .allSatisfy(mail -> assertThat(mail.flags()).contains("\\Deleted"));
        }
    }

    /** As a server does that is killed inside a MOVE. */
    @Test
    void mailShouldBeMovedOnceWhenServerCopiedButDidNotRemoveIt() {
        try (var dovecot = dovecot("");
                var proxy = ImapProxy.before(dovecot.plain())) {
            var box = box(dovecot);
            box.deliver("INBOX", aLetter(), aLetter());
            String task = task(proxy);

            proxy.strike(new ImapProxy.Before("UID MOVE"), connection -> {
                copyToDone(dovecot);
                connection.cut();
            });
            imports.run(user, task);
            imports.run(user, task);

            assertThat(box.count(DONE)).isEqualTo(2);
            assertThat(box.count("INBOX")).isZero();
        }
    }

    private static void copyToDone(DovecotServer dovecot) {
        dovecot.files("ann", "INBOX").forEach(file -> dovecot.copy("ann", "INBOX", file, DONE));
    }

    /** What lies in the target already stands for one mail, not for all that look like it. */
    @Test
    void twinShouldBeMovedAsWellWhenOnlyOneOfTwoWasCopied() {
        try (var dovecot = dovecot("");
                var proxy = ImapProxy.before(dovecot.plain())) {
            var box = box(dovecot);
            var letter = aLetter();
            box.deliver("INBOX", letter, letter);
            String task = task(proxy);

            proxy.strike(new ImapProxy.Before("UID MOVE"), connection -> {
                dovecot.copy(
                        "ann",
                        "INBOX",
                        dovecot.files("ann", "INBOX").findFirst().orElseThrow(),
                        DONE);
                connection.cut();
            });
            imports.run(user, task);
            imports.run(user, task);

            assertThat(box.count(DONE)).isEqualTo(2);
            assertThat(box.count("INBOX")).isZero();
        }
    }

    /** A server that freezes inside a MOVE thaws when we have long hung up. */
    @Test
    void moveShouldNotBeRepeatedWhileServerMayStillFinishIt() {
        var clock = new TestClock();
        var job = imports.job(Limited.USUAL.withReadTimeout(Duration.ofSeconds(1)), clock);
        var thawed = new CountDownLatch(1);
        try (var dovecot = dovecot("");
                var proxy = ImapProxy.before(dovecot.plain())) {
            var box = box(dovecot);
            box.deliver("INBOX", aLetter(), aLetter());
            String task = task(proxy);

            proxy.strike(new ImapProxy.Before("UID MOVE"), connection -> waitFor(thawed));
            var frozen = imports.run(user, task, job);
            box.deliver("INBOX", aLetter());
            var meanwhile = imports.run(user, task, job);

            assertThat(frozen.state()).isEqualTo("failed");
            assertThat(meanwhile.state()).isEqualTo("done");
            assertThat(imports.items(task)).hasSize(3);
            assertThat(box.count("INBOX")).isEqualTo(3);
            assertThat(box.count(DONE)).isZero();
            assertThat(imports.next(task, job).orElseThrow())
                    .isBefore(clock.instant().plusSeconds(302));

            copyToDone(dovecot);
            clock.pass(Duration.ofMinutes(5));
            imports.run(user, task, job);

            assertThat(box.count("INBOX")).isZero();
            assertThat(box.count(DONE)).isEqualTo(3);
        } finally {
            thawed.countDown();
        }
    }

    private static void waitFor(CountDownLatch latch) throws IOException {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Without a crash in between nobody looks for copies: a mail that came once more is another one. */
    @Test
    void targetShouldNotBeOpenedWhenNothingWasLeftUndone() {
        try (var dovecot = dovecot(NO_MOVE);
                var proxy = ImapProxy.before(dovecot.plain())) {
            var box = box(dovecot);
            var opened = proxy.strike(new ImapProxy.Before("EXAMINE " + DONE), ImapProxy.Connection::cut);
            box.deliver("INBOX", aLetter());
            String task = task(proxy);

            assertThat(imports.run(user, task).state()).isEqualTo("done");
            assertThat(imports.run(user, task).state()).isEqualTo("done");

            assertThat(opened).isNotDone();
        }
    }
}
