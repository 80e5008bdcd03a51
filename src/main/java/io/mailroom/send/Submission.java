package io.mailroom.send;

import io.mailroom.egress.Timeouts;
import io.mailroom.health.Turn;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.smtp.SmtpClient;
import io.mailroom.smtp.SmtpException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Hands one mail to its server. Blocking, without any transaction. */
@ApplicationScoped
class Submission {

    private final Timeouts timeouts;
    private final MeterRegistry metrics;

    Submission(SendConfig config, MeterRegistry metrics) {
        this.timeouts = new Timeouts(config.connectTimeout(), config.readTimeout());
        this.metrics = metrics;
    }

    /** @param turn to connect, which ends with that */
    Outcome submit(OutgoingMail mail, Smtp setting, MessageFile message, Turn.Now turn) {
        long began = System.nanoTime();
        var outcome = talk(mail, setting, message, turn);
        record(mail, setting, message, outcome, Duration.ofNanos(System.nanoTime() - began));
        return outcome;
    }

    private Outcome talk(OutgoingMail mail, Smtp setting, MessageFile message, Turn.Now turn) {
        try (var client = connect(setting, turn)) {
            return Outcome.of(mail.recipients(), client.submit(mail.envelope(), message));
        } catch (SmtpException e) {
            return Outcome.of(mail.recipients(), e);
        } catch (UncheckedIOException e) {
            Log.errorf(e, "Mail %s could not be read from its temporary file", mail.id());
            return Outcome.failed(mail.recipients(), "Its temporary file could not be read. Tell the operator.");
        }
    }

    private SmtpClient connect(Smtp setting, Turn.Now turn) {
        return turn.connect(
                () -> SmtpClient.connect(setting.server(), setting.credentials(), timeouts),
                SmtpException.class,
                SmtpException::failure);
    }

    private void record(OutgoingMail mail, Smtp setting, MessageFile message, Outcome outcome, Duration duration) {
        var status = outcome.status().word();
        metrics.counter("mailroom.mails.sent", "outcome", status).increment();
        Timer.builder("mailroom.submission")
                .description("From connecting to a mail server to its verdict")
                .tag("outcome", status)
                .register(metrics)
                .record(duration);
        Log.infof(
                "Mail %s is %s at %s: %d of %d recipients, %d bytes, %d ms",
                mail.id(),
                status,
                setting.server(),
                outcome.in(RecipientState.SENT).size(),
                outcome.fates().size(),
                message.size(),
                duration.toMillis());
    }
}
