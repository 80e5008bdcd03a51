package io.mailroom.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The three first steps of a user, and which of them comes next. */
record Steps(List<Step> steps) {

    /** Whoever has not sent anything by then does not want to. */
    private static final Duration OFFERED = Duration.ofDays(14);

    /** @param state {@code ok} when it is done, {@code busy} while it goes on, otherwise {@code waiting} */
    record Step(
            int number,
            String title,
            String text,
            String state,
            boolean next,
            @Nullable String href,
            String action) {}

    static Steps of(Overview.Progress progress) {
        var connect = new Step(
                1,
                "Connect a mailbox",
                progress.mailbox()
                        ? "Mailroom can read your mail."
                        : "Type your e-mail address. Mailroom finds the servers and tests them while you watch.",
                progress.mailbox() ? "ok" : "waiting",
                !progress.mailbox(),
                progress.mailbox() ? "/app/connections" : "/app/connections/new",
                progress.mailbox() ? "Your connections" : "Connect a mailbox");
        var bring = bring(progress);
        boolean sendNext = progress.mailbox() && progress.imported() && !progress.sent();
        var send = new Step(
                3,
                "Send a mail",
                progress.sent()
                        ? "Your first mail is on its way, or was."
                        : progress.sender()
                                ? "Write to somebody, with what was imported attached."
                                : "Needs an address to send from: connect one first.",
                progress.sent() ? "ok" : "waiting",
                sendNext,
                progress.sent()
                        ? "/app/sent"
                        : progress.sender() ? "/app/compose" : sendNext ? "/app/connections/new" : null,
                progress.sent() ? "Sent mails" : progress.sender() ? "Write a mail" : "Connect a sender");
        return new Steps(List.of(connect, bring, send));
    }

    private static Step bring(Overview.Progress progress) {
        boolean next = progress.mailbox() && !progress.imported();
        if (progress.imported()) {
            return new Step(2, "Import it", "What is in there is here now.", "ok", false, "/app/items", "Your items");
        }
        if (progress.importing()) {
            return new Step(2, "Import it", "The first import is under way.", "busy", next, "/app/tasks", "Watch it");
        }
        if (progress.task()) {
            return new Step(
                    2,
                    "Import it",
                    "The import is set up and has not brought anything home yet.",
                    "waiting",
                    next,
                    "/app/tasks",
                    "See the import");
        }
        return new Step(
                2,
                "Import it",
                "Choose which mails, see them before anything happens, and have new ones fetched by themselves.",
                "waiting",
                next,
                progress.mailbox() ? "/app/tasks/new" : null,
                "Import mails");
    }

    public long done() {
        return steps.stream().filter(step -> step.state().equals("ok")).count();
    }

    /** Whether nothing else is worth showing yet. */
    static boolean areAll(Overview.Progress progress) {
        return !progress.mailbox() && !progress.sender() && !progress.sent();
    }

    /** Whether they are still to be shown. */
    static boolean areOffered(Overview.Progress progress, Instant now) {
        boolean finished = progress.mailbox() && progress.imported() && progress.sent();
        return areAll(progress) || !finished && progress.joined().plus(OFFERED).isAfter(now);
    }
}
