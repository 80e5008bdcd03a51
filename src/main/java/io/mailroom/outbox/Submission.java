package io.mailroom.outbox;

import io.mailroom.egress.Timeouts;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.provider.KnownHosts;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.smtp.MessageSource;
import io.mailroom.smtp.SmtpClient;
import io.mailroom.smtp.SmtpException;
import io.mailroom.smtp.SmtpPool;
import io.mailroom.smtp.SmtpPool.Limits;
import io.mailroom.web.Traced;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Hands one mail to its server. Blocking, without any transaction. */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class Submission {

    private static final String UNREADABLE =
            "The mail could not be read from the database, or its claim not be written there. It is tried again.";

    private static final Duration[] STEPS = {
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final Connections connections;
    private final SendConfig config;
    private final Timeouts timeouts;
    private final MeterRegistry metrics;
    private final KnownHosts hosts;
    private final SmtpPool pool;

    Submission(Connections connections, SendConfig config, MeterRegistry metrics, KnownHosts hosts) {
        this.connections = connections;
        this.config = config;
        this.timeouts = new Timeouts(config.connectTimeout(), config.readTimeout());
        this.metrics = metrics;
        this.hosts = hosts;
        this.pool = new SmtpPool(Limits.DEFAULT.perHost(config.perHost()));
        Gauge.builder("mailroom.smtp.connections", pool, SmtpPool::idle)
                .description("Connections to mail servers that are kept warm, or used in this moment")
                .tag("state", "idle")
                .register(metrics);
        Gauge.builder("mailroom.smtp.connections", pool, SmtpPool::busy)
                .description("Connections to mail servers that are kept warm, or used in this moment")
                .tag("state", "busy")
                .register(metrics);
        for (var outcome : List.of(MailStatus.SENT, MailStatus.QUEUED, MailStatus.FAILED, MailStatus.UNKNOWN)) {
            mails(outcome.word(), KnownHosts.OTHER);
            submissions(outcome.word(), KnownHosts.OTHER);
        }
    }

    @PreDestroy
    void stop() {
        pool.close();
    }

    /**
     * @param begin asked when all but the final dot was said, as the server may have the mail from then on; with a no, it
     *     does not get it
     * @return empty when {@code begin} said no
     */
    Optional<Outcome> submit(QueuedMail mail, Smtp setting, Asker asker, BooleanSupplier begin) {
        long began = System.nanoTime();
        var outcome = Traced.act("smtp submission", "mail", mail.id(), () -> {
            var talked = talk(mail, setting, asker, begin);
            talked.ifPresent(known -> Traced.note("outcome", known.status().word()));
            return talked;
        });
        outcome.ifPresent(known -> record(mail, setting, known, Duration.ofNanos(System.nanoTime() - began)));
        return outcome;
    }

    private Optional<Outcome> talk(QueuedMail mail, Smtp setting, Asker asker, BooleanSupplier begin) {
        var relayed = mayNotBeFrom(mail, setting);
        if (relayed.isPresent()) {
            return Optional.of(Outcome.of(mail, RecipientState.FAILED, relayed.get()));
        }
        var key = new SmtpPool.Key(
                setting.id(), setting.version(), setting.server().host());
        try (var lease =
                pool.lease(key, config.perSetting(), () -> connect(setting, asker.occasion()), config.maxWait())) {
            return Optional.of(Outcome.of(mail, lease.submit(mail.envelope(), new UpToTheDot(mail.message(), begin))));
        } catch (LeftAlone e) {
            return Optional.of(Outcome.of(mail, e.later, asker.judge().whenRefused(e.later)));
        } catch (SmtpException e) {
            if (isForAll(e)) {
                connections.failed(Connection.smtp(setting.id()), e.failure(), String.valueOf(e.getMessage()), null);
            }
            return Optional.of(Outcome.of(mail, e, asker.judge().whenRefused(e)));
        } catch (UncheckedIOException e) {
            if (CalledOff.isCauseOf(e)) {
                return Optional.empty();
            }
            Log.warnf(e, "Mail %s could not be read, or its claim not be written", mail.id());
            return Optional.of(Outcome.of(mail, RecipientState.DEFERRED, UNREADABLE));
        }
    }

    /** It was asked when the mail was accepted; but its setting may lead elsewhere since. */
    private Optional<String> mayNotBeFrom(QueuedMail mail, Smtp setting) {
        var from = mail.envelopeFrom();
        var domain = from.substring(from.lastIndexOf('@') + 1);
        return setting.mayBeFrom(domain, config.relayFrom())
                ? Optional.empty()
                : Optional.of(
                        "The setting " + setting.name() + " logs in to no server any more, and over such ones mail"
                                + " goes only from "
                                + String.join(", ", config.relayFrom().orElse(List.of())) + ", not from " + domain
                                + ". Add user and password to the setting, or ask the operator (mailroom.send.relay-from); then"
                                + " try this mail again from the outbox.");
    }

    private SmtpClient connect(Smtp setting, Occasion occasion) {
        return switch (connections.enter(Connection.smtp(setting.id()), occasion)) {
            case Turn.Later later -> throw new LeftAlone(later);
            case Turn.Now turn -> {
                try (turn) {
                    yield turn.connect(
                            () -> SmtpClient.connect(setting.server(), setting.credentials(), timeouts),
                            SmtpException.class,
                            SmtpException::failure);
                }
            }
        };
    }

    /** It is not the time to connect. */
    private static final class LeftAlone extends RuntimeException {
        private final transient Turn.Later later;

        LeftAlone(Turn.Later later) {
            super(later.reason());
            this.later = later;
        }
    }

    /** What is said in the middle of the work and is meant for everybody who uses the connection. */
    private static boolean isForAll(SmtpException e) {
        return switch (e.step()) {
            case CONNECT, AUTH -> false; // reported by the turn
            default ->
                e.reason() == SmtpException.Reason.THROTTLED || e.reason() == SmtpException.Reason.TOO_MANY_CONNECTIONS;
        };
    }

    private void record(QueuedMail mail, Smtp setting, Outcome outcome, Duration duration) {
        var status = outcome.status().word();
        var provider = hosts.provider(setting.server().host());
        mails(status, provider).increment();
        submissions(status, provider).record(duration);
        Log.infof(
                "Mail %s is %s at %s: %d of %d recipients, %d bytes, %d ms",
                mail.id(),
                status,
                setting.server(),
                outcome.in(RecipientState.SENT).size(),
                outcome.fates().size(),
                mail.message().size(),
                duration.toMillis());
    }

    private Counter mails(String outcome, String provider) {
        return Counter.builder("mailroom.mails.sent")
                .description("Attempts to hand a mail to its server, by what became of it")
                .tag("outcome", outcome)
                .tag("provider", provider)
                .register(metrics);
    }

    private Timer submissions(String outcome, String provider) {
        return Timer.builder("mailroom.submission")
                .description("From connecting to a mail server to its verdict")
                .tag("outcome", outcome)
                .tag("provider", provider)
                .serviceLevelObjectives(STEPS)
                .register(metrics);
    }

    /** Somebody else has the mail, or nobody is to have it any more. */
    private static final class CalledOff extends IOException {
        static boolean isCauseOf(Throwable e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CalledOff) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A message whose last byte is followed by a question. */
    private record UpToTheDot(MessageSource message, BooleanSupplier begin) implements MessageSource {

        @Override
        public void writeTo(OutputStream out) throws IOException {
            message.writeTo(out);
            if (!begin.getAsBoolean()) {
                throw new CalledOff();
            }
        }

        @Override
        public long size() {
            return message.size();
        }
    }

    /** Its warm connections are closed; those in use are when they come back. */
    void forget(UUID setting) {
        pool.forget(setting);
    }
}
