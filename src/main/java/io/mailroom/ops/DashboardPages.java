package io.mailroom.ops;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.health.Healths;
import io.mailroom.health.ListedView;
import io.mailroom.web.Frame;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first page of whoever is logged in: what to do first, and later what there is to be seen to. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
class DashboardPages {

    private static final int DAYS = 14;
    private static final int SHOWN_CONNECTIONS = 6;

    /** Older trouble is history. */
    private static final Duration LATELY = Duration.ofDays(30);

    /** A connection in its card. */
    record Connected(String word, String name, String mark, String state, String href) {

        static Connected of(ListedView view) {
            return new Connected(
                    Concern.word(view), view.name(), Concern.mark(view), Concern.state(view), Concern.path(view));
        }
    }

    /** @param shown the worst of them */
    record Connections(int all, long working, long troubled, long unused, List<Connected> shown) {

        static Connections of(List<ListedView> all) {
            var shown = all.stream()
                    .sorted(Comparator.comparing((ListedView view) -> !Concern.isTrouble(view)))
                    .limit(SHOWN_CONNECTIONS)
                    .map(Connected::of)
                    .toList();
            return new Connections(
                    all.size(),
                    all.stream()
                            .filter(view -> view.health().state().equals("ok"))
                            .count(),
                    all.stream().filter(Concern::isTrouble).count(),
                    all.stream()
                            .filter(view -> view.health().state().equals("unknown"))
                            .count(),
                    shown);
        }
    }

    /** The cards of somebody who has begun. */
    record Cards(
            List<Concern> concerns,
            Connections connections,
            List<Chart> charts,
            List<Overview.NextRun> runs,
            List<Overview.NewItem> items) {

        /** Whether there is anything to be seen in the charts. */
        public boolean counted() {
            return charts.stream().anyMatch(chart -> chart.total() > 0);
        }
    }

    record first(String lead, Steps steps, List<Overview.NewItem> items) implements TemplateInstance {}

    record dashboard(@Nullable Steps steps, Cards cards) implements TemplateInstance {}

    private final Overview overview;
    private final Healths healths;
    private final CurrentCaller current;
    private final Frame frame;
    private final Clock clock;

    DashboardPages(Overview overview, Healths healths, CurrentCaller current, Frame frame, Clock clock) {
        this.overview = overview;
        this.healths = healths;
        this.current = current;
        this.frame = frame;
        this.clock = clock;
    }

    @GET
    @Path("app")
    public Uni<TemplateInstance> show() {
        var caller = current.get();
        var days = Days.last(DAYS, clock.instant(), frame.zone());
        return overview.progress(caller)
                .chain(progress ->
                        Steps.areAll(progress) ? first(caller, progress) : dashboard(caller, progress, days));
    }

    private Uni<TemplateInstance> first(Caller caller, Overview.Progress progress) {
        return overview.newest(caller).map(items -> new first(lead(caller), Steps.of(progress), items));
    }

    private static String lead(Caller caller) {
        return "Welcome, " + caller.login()
                + ". Three steps, about five minutes. Nothing in your mailbox changes unless" + " you say so.";
    }

    private Uni<TemplateInstance> dashboard(Caller caller, Overview.Progress progress, Days days) {
        var steps = Steps.areOffered(progress, clock.instant()) ? Steps.of(progress) : null;
        return cards(caller, days).map(cards -> new dashboard(steps, cards));
    }

    /** Two at a time: one page is not to take the pool from everybody else. */
    private Uni<Cards> cards(Caller caller, Days days) {
        return Uni.combine()
                .all()
                .unis(
                        healths.all(caller.accountId()),
                        overview.failedRuns(caller),
                        overview.lostMails(caller, clock.instant().minus(LATELY)),
                        overview.imported(caller, days),
                        overview.sent(caller, days),
                        overview.nextRuns(caller),
                        overview.newest(caller))
                .usingConcurrencyOf(2)
                .with((connections, failed, lost, imported, sent, runs, items) -> new Cards(
                        Concern.of(connections, failed, lost),
                        Connections.of(connections),
                        List.of(Chart.of("imported", "Imported", days, imported), Chart.of("sent", "Sent", days, sent)),
                        runs,
                        items));
    }
}
