package io.mailroom.send;

import io.mailroom.outbox.AcceptedMails.Accepted;
import io.mailroom.outbox.MailStatus;
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

    /**
     * Over what a mail goes, as its sender knows it.
     *
     * @param name of the setting
     */
    record Way(String name, String server) {

        static Way of(Smtp setting) {
            return new Way(setting.name(), setting.server().toString());
        }

        /** @param name of a setting that is gone */
        static Way formerly(String name) {
            return new Way(name, "The server of the setting " + name);
        }
    }

    /** @throws Problem 502 when no server has certainly taken the mail, and none will be asked later; 409 when it was cancelled */
    static Answer of(UUID mail, Way way, Outcome outcome) {
        return switch (outcome.status()) {
            case SENT -> sent(mail, SENT + partly(way, outcome));
            case FAILED -> throw failed(way, outcome);
            case UNKNOWN -> queued(mail, unknown(mail, way, outcome));
            case QUEUED -> queued(mail, goesOn(mail, way, outcome));
            case SENDING -> queued(mail);
            case CANCELLED -> throw Problem.conflict("The mail " + mail + " was cancelled.");
        };
    }

    static Answer queued(UUID mail) {
        return queued(mail, "It is sent in the background." + watch(mail));
    }

    static Answer scheduled(UUID mail, Instant at) {
        return queued(mail, "It is sent at " + at.truncatedTo(ChronoUnit.SECONDS) + "." + watch(mail));
    }

    /** Of a mail that was accepted before, as it stands now: what its own answer said or, where that was not all, would say. */
    static Answer of(Accepted mail, Way way) {
        var outcome = mail.outcome();
        if (outcome.status() == MailStatus.QUEUED
                && outcome.in(RecipientState.QUEUED).size() == outcome.fates().size()) {
            var at = mail.sendAt();
            return at == null ? queued(mail.id()) : scheduled(mail.id(), at);
        }
        return of(mail.id(), way, outcome);
    }

    /** A key that was used for something else. */
    static Problem reused(Accepted mail) {
        return Problem.of(
                422,
                "idempotency-key-reused",
                "Another request",
                "This Idempotency-Key was used for another mail, " + mail.id()
                        + ". Use a new key for a new mail. Nothing was sent.");
    }

    RestResponse<BasicResult> response(SendHeaders headers) {
        var response = RestResponse.ResponseBuilder.create(RestResponse.Status.fromStatusCode(status), result);
        return headers.async() && status == 202
                ? response.header("Preference-Applied", "respond-async").build()
                : response.build();
    }

    private static Answer sent(UUID mail, String message) {
        return new Answer(200, BasicResult.of(message, mail));
    }

    private static Answer queued(UUID mail, String detail) {
        return new Answer(202, BasicResult.of(QUEUED, mail).detailed(detail));
    }

    private static Problem failed(Way way, Outcome outcome) {
        return outcome.refusal("The mail was not sent with the setting " + way.name() + ", nor will it be later")
                .orElseGet(() -> Problem.mailServer(
                        "The mail could not be sent with the setting " + way.name() + "." + why(way, outcome) + FINAL,
                        errors(outcome)));
    }

    private static String why(Way way, Outcome outcome) {
        return outcome.reason() == null ? refused(way, outcome) : " " + sentence(outcome.reason());
    }

    /** Servers end their words as they like. */
    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private static String partly(Way way, Outcome outcome) {
        var refused = refused(way, outcome);
        return refused.isEmpty() ? "" : " But not to everybody:" + refused;
    }

    private static String unknown(UUID mail, Way way, Outcome outcome) {
        var why = outcome.reason() == null
                ? way.server() + " had the whole mail, and the connection broke before it answered: the mail"
                : sentence(outcome.reason()) + " It";
        return why + " may have been delivered to " + told(outcome.in(RecipientState.UNKNOWN))
                + ". It is not sent again by itself. Ask them, or look for it in your mailbox of sent mail; then"
                + " say which it is with POST /api/v1/sec/email/outbox/" + mail + "/delivered or .../retry."
                + refused(way, outcome);
    }

    private static String goesOn(UUID mail, Way way, Outcome outcome) {
        var deferred = outcome.in(RecipientState.DEFERRED);
        var why = outcome.reason() == null
                ? way.server() + " wants us to try again later for " + told(deferred) + "."
                : sentence(outcome.reason());
        var unknown = outcome.in(RecipientState.UNKNOWN);
        var doubt = unknown.isEmpty() ? "" : " It may have been delivered to " + told(unknown) + " already.";
        return why + doubt + refused(way, outcome) + next(outcome.again()) + watch(mail);
    }

    private static String watch(UUID mail) {
        return " GET /api/v1/sec/email/sent/mail/" + mail + " tells what becomes of it.";
    }

    private static String next(@Nullable Instant again) {
        return again == null ? "" : " It is tried again at " + again.truncatedTo(ChronoUnit.SECONDS) + ".";
    }

    private static String refused(Way way, Outcome outcome) {
        var failed = outcome.in(RecipientState.FAILED);
        return failed.isEmpty() ? "" : " " + way.server() + " refused " + told(failed) + ".";
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
