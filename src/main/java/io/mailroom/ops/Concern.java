package io.mailroom.ops;

import io.mailroom.health.ListedView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that needs its user: what, why, and the one step that mends it.
 *
 * @param mark the kind of chip
 */
record Concern(
        String mark,
        String state,
        String title,
        @Nullable String cause,
        @Nullable String advice,
        String href,
        String action,
        @Nullable Instant when) {

    private static final String GRANT = "oauth";

    /** The worst first. What only follows from another one is left out: its cause is what has to be mended. */
    static List<Concern> of(
            List<ListedView> connections, List<Overview.FailedRun> runs, List<Overview.LostMail> mails) {
        var concerns = new ArrayList<Concern>();
        boolean signedOut = connections.stream().anyMatch(one -> isGrant(one) && isDead(one));
        connections.stream()
                .filter(one -> isTrouble(one) && (isGrant(one) || !signedOut || !isDead(one)))
                .sorted((a, b) -> Boolean.compare(isPassing(a), isPassing(b)))
                .map(Concern::of)
                .forEach(concerns::add);
        Set<String> troubled = connections.stream()
                .filter(one -> one.kind().equals("imap") && isTrouble(one))
                .map(ListedView::name)
                .collect(Collectors.toSet());
        runs.stream()
                .filter(run -> !troubled.contains(run.connection()))
                .map(Concern::of)
                .forEach(concerns::add);
        mails.stream().map(Concern::of).forEach(concerns::add);
        return concerns;
    }

    static boolean isTrouble(ListedView connection) {
        return isPassing(connection)
                || isDead(connection)
                || connection.health().state().equals("blocked");
    }

    private static boolean isPassing(ListedView connection) {
        return connection.health().state().equals("degraded");
    }

    private static boolean isDead(ListedView connection) {
        return connection.health().state().equals("needs-reauth");
    }

    private static boolean isGrant(ListedView connection) {
        return connection.kind().equals(GRANT);
    }

    private static Concern of(ListedView connection) {
        var health = connection.health();
        String what = word(connection) + " " + connection.name();
        var when = health.since() == null ? health.lastFailure() : health.since();
        return new Concern(
                isPassing(connection) ? "warning" : "failed",
                state(connection),
                what
                        + (isDead(connection)
                                ? " needs you to sign in again"
                                : isPassing(connection) ? " has trouble" : " has stopped working"),
                health.message(),
                health.advice(),
                path(connection),
                isDead(connection) ? "Sign in again" : "Look at it",
                when == null ? null : Instant.ofEpochMilli(when));
    }

    private static Concern of(Overview.FailedRun run) {
        return new Concern(
                "failed",
                "Import failed",
                "The last import of " + run.name() + " failed",
                run.why(),
                "Look at the run, and start it again once the cause is gone.",
                "/app/tasks/" + run.task() + "/runs/" + run.run(),
                "See the run",
                run.when());
    }

    private static Concern of(Overview.LostMail mail) {
        String subject = mail.subject().isBlank() ? "A mail without subject" : "“" + mail.subject() + "”";
        return new Concern(
                mail.unknown() ? "warning" : "failed",
                mail.unknown() ? "Uncertain" : "Not sent",
                mail.unknown() ? subject + " may or may not have been sent" : subject + " was not sent",
                mail.why(),
                mail.unknown()
                        ? "Ask a recipient before you send it again."
                        : "Mend the cause, and send it again from its page.",
                "/app/sent/" + mail.id(),
                "See the mail",
                mail.when());
    }

    static String state(ListedView connection) {
        return switch (connection.health().state()) {
            case "ok" -> "Works";
            case "degraded" -> "Trouble";
            case "needs-reauth" -> "Signed out";
            case "blocked" -> "Stopped";
            default -> "Not used yet";
        };
    }

    static String mark(ListedView connection) {
        return switch (connection.health().state()) {
            case "ok" -> "ok";
            case "degraded" -> "warning";
            case "needs-reauth", "blocked" -> "failed";
            default -> "off";
        };
    }

    static String word(ListedView connection) {
        return switch (connection.kind()) {
            case "imap" -> "Mailbox";
            case "smtp" -> "Sender";
            default -> "Sign-in";
        };
    }

    static String path(ListedView connection) {
        String room = isGrant(connection) ? "grants" : connection.kind();
        return "/app/connections/" + room + "/"
                + URLEncoder.encode(connection.name(), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
