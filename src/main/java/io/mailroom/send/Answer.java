package io.mailroom.send;

import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import java.util.List;
import java.util.stream.Collectors;

/** What the sender is told of an outcome. */
final class Answer {

    static final String SENT = "Mail sent.";

    private static final String FINAL = " It was not sent and will not be sent later.";
    private static final String AGAIN = " Nothing sends it again by itself: do so in a while.";

    private Answer() {}

    /** @throws Problem 502 when no server has certainly taken the mail */
    static BasicResult of(OutgoingMail mail, Smtp setting, Outcome outcome) {
        return switch (outcome.status()) {
            case SENT -> BasicResult.of(sent(setting, outcome), mail.id());
            case FAILED -> throw Problem.mailServer(failed(setting, outcome), errors(outcome));
            case UNKNOWN -> throw Problem.mailServer(unknown(setting, outcome), errors(outcome));
            case QUEUED, SENDING -> throw new IllegalStateException("not an outcome: " + outcome.status());
        };
    }

    private static String sent(Smtp setting, Outcome outcome) {
        return outcome.in(RecipientState.FAILED).isEmpty()
                ? SENT
                : SENT + " But not to everybody:" + notDelivered(setting, outcome);
    }

    private static String failed(Smtp setting, Outcome outcome) {
        var why = outcome.reason() == null ? notDelivered(setting, outcome) : " " + outcome.reason();
        return "The mail could not be sent with the setting " + setting.name() + "." + why + FINAL;
    }

    private static String unknown(Smtp setting, Outcome outcome) {
        return setting.server() + " had the whole mail, and the connection broke before it answered:"
                + " the mail may have been delivered to " + told(outcome.in(RecipientState.UNKNOWN))
                + ". It is not sent again by itself. Ask them, or look for it in your mailbox of sent mail,"
                + " before you send it again."
                + notDelivered(setting, outcome);
    }

    private static String notDelivered(Smtp setting, Outcome outcome) {
        var failed = outcome.in(RecipientState.FAILED);
        var refused = failed.stream().filter(fate -> !Outcome.deferred(fate)).toList();
        var deferred = failed.stream().filter(Outcome::deferred).toList();
        var told = new StringBuilder();
        if (!refused.isEmpty()) {
            told.append(" ")
                    .append(setting.server())
                    .append(" refused ")
                    .append(told(refused))
                    .append(".");
        }
        if (!deferred.isEmpty()) {
            told.append(" ").append(setting.server()).append(" wants you to try again later for ");
            told.append(told(deferred)).append(".").append(AGAIN);
        }
        return told.toString();
    }

    private static String told(List<Outcome.Fate> fates) {
        return fates.stream().map(Outcome.Fate::told).collect(Collectors.joining(", "));
    }

    /** Every recipient that the mail has not certainly reached, by the place in the request. */
    private static List<FieldError> errors(Outcome outcome) {
        return outcome.fates().stream()
                .filter(fate -> fate.state() != RecipientState.SENT)
                .map(fate ->
                        new FieldError(fate.recipient().field(), fate.state().word() + ": " + fate.told()))
                .toList();
    }
}
