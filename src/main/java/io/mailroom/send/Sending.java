package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FileNotFoundException;
import java.io.IOException;

/** Sends a mail, from the request to its answer. Blocking; on a virtual thread. */
@ApplicationScoped
class Sending {

    private static final long MEGABYTE = 1024 * 1024;

    private final SendConfig config;
    private final SendLimit limit;
    private final Composition composition;
    private final Outbox outbox;
    private final Connections connections;
    private final Submission submission;

    Sending(
            SendConfig config,
            SendLimit limit,
            Composition composition,
            Outbox outbox,
            Connections connections,
            Submission submission) {
        this.config = config;
        this.limit = limit;
        this.composition = composition;
        this.outbox = outbox;
        this.connections = connections;
        this.submission = submission;
    }

    /**
     * @param connection the name of one of the caller's SMTP settings
     * @throws Problem when the mail cannot be composed, or no server has certainly taken it
     */
    BasicResult send(Caller caller, String connection, String item, SimpleMail asked) {
        var letter = Letter.of(asked, config.maxRecipients());
        return limit.run(() -> {
            var setting = composition.setting(caller, connection);
            var mail = composition.compose(caller, setting, item, letter);
            try (var message = render(mail)) {
                return submit(mail, setting, message);
            }
        });
    }

    private BasicResult submit(OutgoingMail mail, Smtp setting, MessageFile message) {
        return switch (connections.enter(Connection.smtp(setting.id()), Occasion.REQUESTED)) {
            case Turn.Later later ->
                throw later.problem(
                        "The mail was not sent with the setting " + setting.name() + ", nor will it be later");
            case Turn.Now turn -> {
                try (turn) {
                    yield submit(mail, setting, message, turn);
                }
            }
        };
    }

    /** First a committed row, then the server, then what it said. */
    private BasicResult submit(OutgoingMail mail, Smtp setting, MessageFile message, Turn.Now turn) {
        outbox.accept(mail, setting.name());
        var outcome = submission.submit(mail, setting, message, turn);
        outbox.settle(mail, outcome);
        return Answer.of(mail, setting, outcome);
    }

    private MessageFile render(OutgoingMail mail) {
        long most = config.maxSize().asLongValue();
        try {
            return MessageFile.write(mail.draft(), most);
        } catch (MessageFile.TooLarge e) {
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
