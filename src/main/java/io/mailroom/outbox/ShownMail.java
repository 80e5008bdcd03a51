package io.mailroom.outbox;

import io.mailroom.account.Caller;
import io.mailroom.outbox.SentMailView.Delivery;
import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mail as its pages show it.
 *
 * @param own whether its reader sent it
 * @param admin whether its reader may delete it even so
 */
@TemplateData
record ShownMail(SentMailView mail, boolean own, boolean admin, Instant now) {

    /** Something more is about to be known of it. */
    private static final Duration SOON = Duration.ofSeconds(90);

    /** What there is to say of one recipient. */
    @TemplateData
    record Shown(Delivery delivery, String chip, String state, String words, String report) {}

    static ShownMail of(SentMailView mail, Caller reader, Instant now) {
        return new ShownMail(mail, mail.sender().equals(reader.login()), reader.admin(), now);
    }

    private MailStatus status() {
        return MailStatus.valueOf(mail.status().toUpperCase(Locale.ROOT));
    }

    public String chip() {
        return switch (status()) {
            case QUEUED -> "waiting";
            case SENDING -> "busy";
            case SENT -> isPartly() ? "warning" : "ok";
            case FAILED -> "failed";
            case UNKNOWN -> "warning";
            case CANCELLED -> "off";
        };
    }

    public String state() {
        return switch (status()) {
            case QUEUED -> isScheduled() ? "Scheduled" : mail.attempts() > 0 ? "Tried again" : "Waiting";
            case SENDING -> "On its way";
            case SENT -> isPartly() ? "Not to everybody" : "Sent";
            case FAILED -> "Not sent";
            case UNKNOWN -> "Not certain";
            case CANCELLED -> "Cancelled";
        };
    }

    /** In one sentence. */
    public String sentence() {
        return switch (status()) {
            case QUEUED ->
                isScheduled()
                        ? "It is sent when its time has come."
                        : mail.attempts() > 0
                                ? "The server did not take it for everybody yet, so it is tried again."
                                : "It is the next to be sent.";
            case SENDING -> "The server is being handed the mail in this moment.";
            case SENT ->
                isPartly()
                        ? "Some recipients did not get it; below is why."
                        : "Your mail server has taken it for everybody.";
            case FAILED -> "It was sent to nobody, and is not tried again by itself.";
            case UNKNOWN -> "The connection broke at the wrong moment: it may have been delivered, or not.";
            case CANCELLED -> "It was cancelled before any server had it.";
        };
    }

    private boolean isPartly() {
        return mail.deliveries().stream().anyMatch(delivery -> !delivery.state().equals(RecipientState.SENT.word()));
    }

    public boolean isScheduled() {
        return status() == MailStatus.QUEUED && mail.attempts() == 0 && isAfter(mail.sendAt(), now.plusSeconds(5));
    }

    /** Whether to look again in a moment. */
    public boolean isLive() {
        return switch (status()) {
            case SENDING -> true;
            case QUEUED -> !isAfter(mail.nextAttempt(), now.plus(SOON));
            case SENT ->
                mail.sentCopy().state().equals("pending")
                        && isAfter(mail.sentCopy().changed(), now.minus(SOON));
            case FAILED, UNKNOWN, CANCELLED -> false;
        };
    }

    private static boolean isAfter(@Nullable Long millis, Instant time) {
        return millis != null && millis > time.toEpochMilli();
    }

    public boolean isCancellable() {
        return own && status() == MailStatus.QUEUED;
    }

    public boolean isRetryable() {
        return own && status() == MailStatus.FAILED;
    }

    /** Whether its sender is the only one who can find out. */
    public boolean isUncertain() {
        return own
                && (status() == MailStatus.UNKNOWN || status() == MailStatus.QUEUED)
                && mail.deliveries().stream()
                        .anyMatch(delivery -> delivery.state().equals(RecipientState.UNKNOWN.word()));
    }

    public boolean isUnknown() {
        return own && status() == MailStatus.UNKNOWN;
    }

    public boolean isDeletable() {
        return (own || admin) && status() != MailStatus.QUEUED && status() != MailStatus.SENDING;
    }

    public String to() {
        return String.join(", ", mail.recipients().isEmpty() ? everybody() : mail.recipients());
    }

    private List<String> everybody() {
        return mail.deliveries().stream().map(Delivery::address).toList();
    }

    public List<Shown> deliveries() {
        return mail.deliveries().stream().map(this::shown).toList();
    }

    private Shown shown(Delivery delivery) {
        return new Shown(delivery, chip(delivery), state(delivery), words(delivery), report(delivery.report()));
    }

    private String words(Delivery delivery) {
        var state = RecipientState.of(delivery.state());
        return state == RecipientState.QUEUED || state == RecipientState.UNKNOWN
                ? ""
                : ReplyWords.of(delivery.replyCode(), delivery.enhancedStatusCode());
    }

    private String chip(Delivery delivery) {
        return switch (RecipientState.of(delivery.state())) {
            case QUEUED -> status() == MailStatus.SENDING ? "busy" : "waiting";
            case SENT -> "ok";
            case DEFERRED -> "waiting";
            case FAILED -> isCancelled(delivery) ? "off" : "failed";
            case UNKNOWN -> "warning";
        };
    }

    private String state(Delivery delivery) {
        var report = delivery.report();
        return switch (RecipientState.of(delivery.state())) {
            case QUEUED -> "Waiting";
            case SENT -> report != null && report.action().equals("delivered") ? "Delivered" : "Sent";
            case DEFERRED -> "Tried again";
            case FAILED ->
                isCancelled(delivery)
                        ? "Not sent"
                        : report != null && report.action().equals("failed") ? "Came back" : "Refused";
            case UNKNOWN -> "Not certain";
        };
    }

    private static boolean isCancelled(Delivery delivery) {
        return delivery.replyCode() == null && delivery.report() == null;
    }

    private static String report(SentMailView.@Nullable Report report) {
        return report == null
                ? ""
                : switch (report.action()) {
                    case "failed" -> "Their mail system reports that it could not be delivered.";
                    case "delayed" -> "Their mail system is still trying to deliver it.";
                    case "delivered" -> "Their mail system reports that it was delivered.";
                    case "relayed" -> "It was passed on to a mail system that reports nothing.";
                    case "expanded" -> "It went on to the members of a list.";
                    default -> "";
                };
    }
}
