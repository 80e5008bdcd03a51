package io.mailroom.send;

import io.mailroom.outbox.Outbox.Earlier;
import io.mailroom.outbox.Outcome;
import io.mailroom.outbox.RecipientState;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * What the sender is told.
 *
 * @param status 200 or 202
 */
record Answer(int status, BasicResult result) {

    private static final String SENT = "Mail sent.";
    private static final String QUEUED = "Mail queued.";
    private static final String FINAL = " It was not sent and will not be sent later.";

    /** @throws Problem 502 when no server has certainly taken the mail, and none will be asked later */
    static Answer of(UUID mail, Smtp setting, Outcome outcome) {
        return switch (outcome.status()) {
            case SENT -> sent(mail, SENT + partly(setting, outcome));
            case FAILED -> throw failed(setting, outcome);
            case UNKNOWN -> queued(mail, unknown(mail, setting, outcome));
            case QUEUED -> queued(mail, goesOn(mail, setting, outcome));
            case SENDING, CANCELLED -> throw new IllegalStateException("not an outcome: " + outcome.status());
        };
    }

    static Answer queued(UUID mail) {
        return queued(mail, "It is sent in the background." + watch(mail));
    }

    static Answer scheduled(UUID mail, Instant at) {
        return queued(mail, "It is sent at " + at.truncatedTo(ChronoUnit.SECONDS) + "." + watch(mail));
    }

    /**
     * A request that was sent before.
     *
     * @throws Problem 422 if it asked for something else then; 502 and 409 when the mail is not sent
     */
    static Answer again(Earlier earlier) {
        if (!earlier.same()) {
            throw Problem.of(
                    422,
                    "idempotency-key-reused",
                    "Another request",
                    "This Idempotency-Key was used for another mail, " + earlier.id()
                            + ". Use a new key for a new mail. Nothing was sent.");
        }
        return switch (earlier.status()) {
            case SENT -> sent(earlier.id(), SENT);
            case QUEUED, SENDING, UNKNOWN ->
                queued(earlier.id(), "This request was accepted before." + watch(earlier.id()));
            case FAILED -> throw Problem.mailServer("The mail could not be sent. " + said(earlier) + FINAL, List.of());
            case CANCELLED -> throw Problem.conflict("The mail " + earlier.id() + " was cancelled.");
        };
    }

    RestResponse<BasicResult> response(SendHeaders headers) {
        var response = RestResponse.ResponseBuilder.create(RestResponse.Status.fromStatusCode(status), result);
        return headers.async() && status == 202
                ? response.header("Preference-Applied", "respond-async").build()
                : response.build();
    }

    private static String said(Earlier earlier) {
        return earlier.reason() == null ? "" : sentence(earlier.reason());
    }

    private static Answer sent(UUID mail, String message) {
        return new Answer(200, BasicResult.of(message, mail));
    }

    private static Answer queued(UUID mail, String detail) {
        return new Answer(202, BasicResult.of(QUEUED, mail).detailed(detail));
    }

    private static Problem failed(Smtp setting, Outcome outcome) {
        return outcome.refusal("The mail was not sent with the setting " + setting.name() + ", nor will it be later")
                .orElseGet(() -> Problem.mailServer(
                        "The mail could not be sent with the setting " + setting.name() + "." + why(setting, outcome)
                                + FINAL,
                        errors(outcome)));
    }

    private static String why(Smtp setting, Outcome outcome) {
        return outcome.reason() == null ? refused(setting, outcome) : " " + sentence(outcome.reason());
    }

    /** Servers end their words as they like. */
    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private static String partly(Smtp setting, Outcome outcome) {
        var refused = refused(setting, outcome);
        return refused.isEmpty() ? "" : " But not to everybody:" + refused;
    }

    private static String unknown(UUID mail, Smtp setting, Outcome outcome) {
        return setting.server() + " had the whole mail, and the connection broke before it answered:"
                + " the mail may have been delivered to " + told(outcome.in(RecipientState.UNKNOWN))
                + ". It is not sent again by itself. Ask them, or look for it in your mailbox of sent mail; then"
                + " say which it is with POST /api/v1/sec/email/outbox/" + mail + "/delivered or .../retry."
                + refused(setting, outcome);
    }

    private static String goesOn(UUID mail, Smtp setting, Outcome outcome) {
        var deferred = outcome.in(RecipientState.DEFERRED);
        var why = outcome.reason() == null
                ? setting.server() + " wants us to try again later for " + told(deferred) + "."
                : sentence(outcome.reason());
        var unknown = outcome.in(RecipientState.UNKNOWN);
        var doubt = unknown.isEmpty() ? "" : " It may have been delivered to " + told(unknown) + " already.";
        return why + doubt + refused(setting, outcome) + next(outcome.again()) + watch(mail);
    }

    private static String watch(UUID mail) {
        return " GET /api/v1/sec/email/sent/mail/" + mail + " tells what becomes of it.";
    }

    private static String next(@Nullable Instant again) {
        return again == null ? "" : " It is tried again at " + again.truncatedTo(ChronoUnit.SECONDS) + ".";
    }

    private static String refused(Smtp setting, Outcome outcome) {
        var failed = outcome.in(RecipientState.FAILED);
        return failed.isEmpty() ? "" : " " + setting.server() + " refused " + told(failed) + ".";
    }

    private static String told(List<Outcome.Fate> fates) {
        return fates.stream().map(Outcome.Fate::told).collect(Collectors.joining(", "));
    }

    /** Every recipient that the mail has not reached, by the place in the request. */
    private static List<FieldError> errors(Outcome outcome) {
        return outcome.fates().stream()
                .filter(fate -> fate.state() != RecipientState.SENT)
                .map(fate -> new FieldError(
                        fate.addressee().recipient().field(), fate.state().word() + ": " + fate.told()))
                .toList();
    }
}
