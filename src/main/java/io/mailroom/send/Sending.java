package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.outbox.NewMail;
import io.mailroom.outbox.Outbox;
import io.mailroom.outbox.RawMessage;
import io.mailroom.outbox.RequestKey;
import io.mailroom.outbox.SendConfig;
import io.mailroom.outbox.SendQuota;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.Problem;
import io.mailroom.web.Traced;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends a mail, from the request to its answer. Blocking; on a virtual thread. */
@ApplicationScoped
class Sending {

    private static final long MEGABYTE = 1024 * 1024;

    private final SendConfig config;
    private final SendLimit limit;
    private final Composition composition;
    private final Outbox outbox;
    private final Repeats repeats;
    private final SendQuota quota;
    private final Clock clock;

    Sending(
            SendConfig config,
            SendLimit limit,
            Composition composition,
            Outbox outbox,
            Repeats repeats,
            SendQuota quota,
            Clock clock) {
        this.config = config;
        this.limit = limit;
        this.composition = composition;
        this.outbox = outbox;
        this.repeats = repeats;
        this.quota = quota;
        this.clock = clock;
    }

    /**
     * @param connection the name of one of the caller's SMTP settings
     * @param item that it is about, if about any
     * @throws Problem when the mail cannot be composed, or no server takes it and none will be asked later
     */
    Answer send(Caller caller, String connection, @Nullable String item, SimpleMail asked, SendHeaders headers) {
        var letter = Letter.of(asked, config.maxRecipients());
        var request = repeats.key(headers, connection, item, asked);
        var earlier = request.flatMap(key -> repeats.answer(caller, key));
        if (earlier.isPresent()) {
            return earlier.get();
        }
        quota.check(caller, letter.recipients().size());
        var now = clock.instant();
        var sendAt = asked.sendAt() == null ? now : SendTime.of(asked.sendAt(), now);
        var setting = composition.setting(caller, connection);
        try {
            var mail = limit.run(() -> {
                var composed = composition.compose(caller, setting, item, letter, sendAt);
                return ready(composed, setting, sendAt, Boolean.TRUE.equals(asked.requestReport()), request);
            });
            Traced.note("mail", mail.id()); // as its submissions do, of which the request need not see one
            if (sendAt.isAfter(now) || headers.async()) {
                outbox.accept(mail);
                return sendAt.isAfter(now) ? Answer.scheduled(mail.id(), sendAt) : Answer.queued(mail.id());
            }
            return outbox.send(mail, setting)
                    .map(outcome -> Answer.of(mail.id(), Answer.Way.of(setting), outcome))
                    .orElseGet(() -> repeats.standing(mail.id(), setting));
        } catch (Outbox.AlreadyAccepted e) {
            return request.flatMap(key -> repeats.answer(caller, key)).orElseThrow(() -> e);
        }
    }

    /**
     * The same mail as it would go now; nothing is stored and nobody hears of it.
     *
     * @throws Problem when it cannot be composed
     */
    OutgoingMail preview(Caller caller, String connection, @Nullable String item, SimpleMail asked) {
        var letter = Letter.of(asked, config.maxRecipients());
        var setting = composition.setting(caller, connection);
        return limit.run(() -> composition.compose(caller, setting, item, letter, clock.instant()));
    }

    private NewMail ready(
            OutgoingMail mail, Smtp setting, Instant sendAt, boolean report, Optional<RequestKey> request) {
        var raw = render(mail);
        var files = mail.files().stream()
                .map(file -> new NewMail.File(file.id(), file.name(), file.size()))
                .toList();
        return new NewMail(
                mail.id(),
                mail.sender(),
                setting.id(),
                setting.name(),
                mail.itemId(),
                mail.draft(),
                mail.recipients(),
                files,
                raw,
                sendAt,
                report,
                request.orElse(null));
    }

    private RawMessage render(OutgoingMail mail) {
        long most = config.maxSize().asLongValue();
        try {
            return RawMessage.write(mail.draft(), most);
        } catch (RawMessage.TooLarge e) {
            throw Problem.of(
                    413,
                    "too-large",
                    "Too large",
                    "With its attachments the mail would be larger than " + megabytes(most)
                            + ", which is the most that is sent from here. Nothing was sent;"
                            + " choose fewer attachments, or ask the operator to raise mailroom.send.max-size.");
        } catch (FileNotFoundException e) {
            throw Problem.conflict("An attachment was deleted in this moment. Nothing was sent.");
        } catch (IOException e) {
            Log.errorf(e, "Mail %s could not be written to the temporary directory", mail.id());
            throw Problem.unavailable("The mail could not be put together: the temporary directory cannot be written,"
                    + " or an attachment not be read. Nothing was sent; tell the operator.");
        }
    }

    private static String megabytes(long bytes) {
        return bytes < MEGABYTE ? bytes + " bytes" : bytes / MEGABYTE + " MB";
    }
}
