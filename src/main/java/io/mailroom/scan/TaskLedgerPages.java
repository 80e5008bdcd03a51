package io.mailroom.scan;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The page of what became of every mail of a task, where those that could not be had get another chance. */
@Path("/app/tasks/{id}/ledger")
@Produces(MediaType.TEXT_HTML)
class TaskLedgerPages {

    /** One of the outcomes to show alone; of all where it has no name. */
    record Filter(String text, String link, boolean chosen) {}

    /**
     * @param here the address of this page, without its cursor
     * @param chances whether mails of this outcome can be tried again all together
     */
    record list(
            ScanTaskView task,
            List<LedgerView> mails,
            List<Filter> filters,
            String outcome,
            String here,
            @Nullable String older,
            boolean ofRun,
            boolean selectable,
            boolean chances,
            @Nullable String wrong)
            implements TemplateInstance {}

    private static final int PAGE = 50;

    private final ScanTasks tasks;
    private final LedgerPages ledger;
    private final SecondChance chances;
    private final CurrentCaller caller;

    TaskLedgerPages(ScanTasks tasks, LedgerPages ledger, SecondChance chances, CurrentCaller caller) {
        this.tasks = tasks;
        this.ledger = ledger;
        this.chances = chances;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> list(
            String id,
            @RestQuery @DefaultValue("") String outcome,
            @RestQuery @DefaultValue("") String run,
            @RestQuery @Nullable String cursor) {
        return page(id, outcome, run, cursor, null);
    }

    private Uni<TemplateInstance> page(
            String id, String outcome, String run, @Nullable String cursor, @Nullable String wrong) {
        var query = new LedgerPages.Query(
                outcome.isEmpty() ? null : outcome, null, run.isEmpty() ? null : run, PAGE, cursor);
        return tasks.get(caller.get(), id)
                .chain(task -> ledger.list(caller.get(), id, query)
                        .map(page -> new list(
                                task,
                                page.items(),
                                filters(id, outcome, run),
                                outcome,
                                path(id, outcome, run, null),
                                page.cursor() == null ? null : path(id, outcome, run, page.cursor()),
                                !run.isEmpty(),
                                page.items().stream().anyMatch(MailWords::open),
                                run.isEmpty()
                                        && (outcome.equals(Fate.FAILED.word())
                                                || outcome.equals(Fate.QUARANTINED.word())),
                                wrong)));
    }

    private static List<Filter> filters(String id, String outcome, String run) {
        return Stream.concat(
                        Stream.of(new Filter("All", path(id, "", run, null), outcome.isEmpty())),
                        Stream.of(Fate.values())
                                .map(fate -> new Filter(
                                        MailWords.word(fate),
                                        path(id, fate.word(), run, null),
                                        outcome.equals(fate.word()))))
                .toList();
    }

    private static String path(String id, String outcome, String run, @Nullable String cursor) {
        var query = Stream.of(part("outcome", outcome), part("run", run), part("cursor", cursor == null ? "" : cursor))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("&"));
        return "/app/tasks/" + id + "/ledger" + (query.isEmpty() ? "" : "?" + query);
    }

    private static String part(String name, String value) {
        return value.isEmpty() ? "" : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** @param all instead of single ones, those with the outcome that is shown */
    @POST
    public Uni<RestResponse<TemplateInstance>> decide(
            String id,
            @RestQuery @DefaultValue("") String outcome,
            @RestQuery @DefaultValue("") String run,
            @RestForm @DefaultValue("") String decision,
            @RestForm boolean all,
            @RestForm List<String> ids) {
        if (!all && ids.isEmpty()) {
            return page(id, outcome, run, null, "Select the mails first.").map(Reply::refused);
        }
        var selection = all ? new LedgerSelection(null, outcome) : new LedgerSelection(ids, null);
        var here = path(id, outcome, run, null);
        return decision.equals("ignore")
                ? chances.ignore(caller.get(), id, selection)
                        .map(count -> Reply.seeOther(here, mails(count) + " will not be tried again."))
                : chances.retry(caller.get(), id, selection)
                        .map(count -> Reply.seeOther(here, mails(count) + " will be tried again now."));
    }

    private static String mails(int count) {
        return count + (count == 1 ? " mail" : " mails");
    }
}
