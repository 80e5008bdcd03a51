package io.mailroom.settings;

import io.quarkus.qute.TemplateData;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A test of mail settings as a page tells it.
 *
 * @param advice what can be done; null where nothing has to be
 * @param certificate what the server has shown, where that is not trusted and could be
 */
@TemplateData
record Checked(
        String title,
        boolean success,
        String headline,
        String message,
        @Nullable String advice,
        List<String> warnings,
        List<Step> steps,
        @Nullable Shown certificate) {

    private static final Set<String> PINNABLE = Set.of("tls-untrusted", "tls-hostname");

    /** @param state as the phases of pages have it */
    @TemplateData
    record Step(
            String state,
            String text,
            String detail,
            @Nullable String took) {}

    /** A certificate that somebody may choose to trust. */
    @TemplateData
    record Shown(String fingerprint, String subject, String issuer, long notAfter, String names) {

        /** In pairs, as other programs show it. */
        public String spaced() {
            return fingerprint.replaceAll("(..)(?!$)", "$1:");
        }

        private static Shown of(PhaseDetails.Tls tls) {
            var own = tls.certificates().getFirst();
            return new Shown(tls.sha256(), own.subject(), own.issuer(), own.notAfter(), String.join(", ", own.names()));
        }
    }

    /** @param title which direction it was */
    static Checked of(String title, ConnectionReport report) {
        boolean connected = isGreeted(report.phases());
        return new Checked(
                title,
                report.success(),
                report.success() ? "It works" : CauseWords.title(report.cause()),
                CauseWords.plain(report.message()),
                report.advice() == null ? null : advice(report.cause(), report.advice()),
                report.warnings().stream().map(CauseWords::plain).toList(),
                report.phases().stream().map(phase -> step(phase, connected)).toList(),
                report.cause() != null && PINNABLE.contains(report.cause()) ? shown(report) : null);
    }

    /** One that goes on: its chip, and its phases so far. */
    @TemplateData
    record UnderWay(String title, String chip, String word, List<Step> steps) {

        static UnderWay notYet(String title) {
            return new UnderWay(title, "waiting", "Waiting", List.of());
        }

        static UnderWay of(String title, Phases.Glance glance) {
            boolean failed =
                    glance.phases().stream().anyMatch(phase -> phase.outcome().equals("failed"));
            boolean over = glance.current() == null;
            return new UnderWay(
                    title,
                    failed ? "failed" : over ? "ok" : "busy",
                    failed ? "Failed" : over ? "Works" : "Testing",
                    glance.phases().stream()
                            .map(phase ->
                                    isCurrent(phase, glance) ? busy(phase) : step(phase, isGreeted(glance.phases())))
                            .toList());
        }

        private static boolean isCurrent(PhaseView phase, Phases.Glance glance) {
            return glance.current() != null && glance.current().word().equals(phase.phase());
        }

        private static Step busy(PhaseView phase) {
            return new Step("busy", text(phase.phase()), "", null);
        }
    }

    private static String advice(@Nullable String cause, String advice) {
        return "tls-untrusted".equals(cause)
                ? "If this is a server of your own, compare the fingerprint below with that of its certificate, and trust"
                        + " it if they are the same. Otherwise do not go on: somebody may stand in between."
                : CauseWords.plain(advice);
    }

    private static @Nullable Shown shown(ConnectionReport report) {
        return report.phases().stream()
                .map(PhaseView::details)
                .filter(PhaseDetails.Tls.class::isInstance)
                .map(PhaseDetails.Tls.class::cast)
                .filter(tls -> !tls.certificates().isEmpty())
                .findFirst()
                .map(Shown::of)
                .orElse(null);
    }

    private static boolean isGreeted(List<PhaseView> phases) {
        return phases.stream()
                .anyMatch(phase ->
                        phase.phase().equals("greeting") && phase.outcome().equals("ok"));
    }

    private static Step step(PhaseView phase, boolean connected) {
        boolean unencrypted = phase.phase().equals("tls") && phase.outcome().equals("skipped") && connected;
        String state = switch (phase.outcome()) {
            case "ok" -> "ok";
            case "failed" -> "failed";
            default -> unencrypted ? "warning" : "waiting";
        };
        return new Step(
                state,
                unencrypted ? "Not encrypted" : text(phase.phase()),
                phase.details() == null ? "" : detail(phase.details()),
                state.equals("ok") || state.equals("failed")
                        ? String.format(Locale.ENGLISH, "%,d ms", phase.millis())
                        : null);
    }

    private static String text(String phase) {
        return switch (phase) {
            case "dns" -> "Find the server";
            case "tcp" -> "Connect";
            case "tls" -> "Encrypt";
            case "greeting" -> "Say hello";
            case "capabilities" -> "Ask what it can do";
            case "authentication" -> "Log in";
            case "inbox" -> "Open the inbox";
            case "sender" -> "Offer the sender";
            case "imap-login" -> "Log in to the mailbox";
            case "smtp-login" -> "Log in to send";
            case "submission" -> "Send a mail to yourself";
            case "arrival" -> "See it arrive";
            case "removal" -> "Delete it again";
            default -> phase;
        };
    }

    private static String detail(PhaseDetails details) {
        return switch (details) {
            case PhaseDetails.Dns dns ->
                Stream.of(
                                String.join(", ", dns.addresses()),
                                dns.dropped().isEmpty() ? "" : "not allowed: " + String.join(", ", dns.dropped()))
                        .filter(text -> !text.isEmpty())
                        .reduce((one, other) -> one + "; " + other)
                        .orElse("");
            case PhaseDetails.Tcp tcp -> tcp.address() + ", port " + tcp.port();
            case PhaseDetails.Tls tls ->
                Objects.toString(tls.protocol(), "")
                        + (tls.certificates().isEmpty()
                                ? ""
                                : ", " + tls.certificates().getFirst().subject());
            case PhaseDetails.Greeting greeting -> greeting.text();
            case PhaseDetails.Capabilities capabilities -> "";
            case PhaseDetails.Authentication login -> login.user();
            case PhaseDetails.Inbox inbox -> inbox.messages() + (inbox.messages() == 1 ? " mail" : " mails");
            case PhaseDetails.Sender sender -> sender.from();
            case PhaseDetails.Submission submission -> submission.reply();
            case PhaseDetails.Arrival arrival -> arrival.mailbox() + (arrival.junk() ? ", taken for junk" : "");
            case PhaseDetails.Removal removal ->
                removal.expunged() ? "" : "Flagged as deleted: the server does no more than that";
        };
    }
}
