package io.mailroom.account;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.HashingFunction;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.mailroom.web.Problem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Hashes and checks passwords with Argon2id (RFC 9106), a few at a time so that logins cannot eat the memory. */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class Passwords {

    /** 19 MiB, two passes, one lane: the OWASP minimum, about 50 ms of one core. */
    private static final int KIBIBYTES = 19 * 1024;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** What is looked at as one: ours, and bcrypt's, which accounts that were moved here from Docspell have. */
    static final String HASH = "\\$argon2id\\$.+|\\$2[aby]\\$\\d\\d\\$.{53}";

    private static final int WAITING = 200;

    private final ThreadPoolExecutor threads;

    /**
     * Checked for accounts that do not exist, so that they take as long as those that do. Nothing but chance, since a hash
     * computed at each start would cost its time and 19 MiB before anybody has logged in.
     */
    private final String nobody = "$argon2id$v=19$m=" + KIBIBYTES + ",t=" + PASSES + ",p=" + LANES + "$"
            + chance(SALT_BYTES) + "$" + chance(HASH_BYTES);

    Passwords(AccountConfig config, MeterRegistry metrics) {
        int size = config.concurrentHashes();
        threads = new ThreadPoolExecutor(
                size,
                size,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("password-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        Gauge.builder("mailroom.passwords.waiting", threads.getQueue(), Queue::size)
                .description("Passwords that wait to be hashed or checked")
                .register(metrics);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    private static String chance(int bytes) {
        var chance = new byte[bytes];
        new SecureRandom().nextBytes(chance);
        return Base64.getEncoder().withoutPadding().encodeToString(chance);
    }

    static String hashNow(String password) {
        return Password.hash(password)
                .addRandomSalt(SALT_BYTES)
                .with(Argon2Function.getInstance(KIBIBYTES, PASSES, LANES, HASH_BYTES, Argon2.ID))
                .getResult();
    }

    Uni<String> hash(String password) {
        return run(() -> hashNow(password));
    }

    Uni<Boolean> matches(String password, String hash) {
        return run(() -> Password.check(password, hash).with(function(hash)));
    }

    private static HashingFunction function(String hash) {
        return hash.startsWith("$2")
                ? BcryptFunction.getInstanceFromHash(hash)
                : Argon2Function.getInstanceFromHash(hash);
    }

    Uni<Boolean> matchesNobody(String password) {
        return matches(password, nobody).replaceWith(false);
    }

    /** Back on the caller's event loop afterwards, where Hibernate Reactive wants to be. */
    private <T> Uni<T> run(Supplier<T> work) {
        return Uni.createFrom().deferred(() -> {
            var context = Vertx.currentContext();
            return Uni.createFrom()
                    .item(work)
                    .runSubscriptionOn(threads)
                    .emitOn(task -> {
                        if (context == null) {
                            task.run();
                        } else {
                            context.runOnContext(nothing -> task.run());
                        }
                    })
                    .onFailure(RejectedExecutionException.class)
                    .transform(e -> Problem.unavailable("Too many logins at once. Try again in a moment."));
        });
    }
}
