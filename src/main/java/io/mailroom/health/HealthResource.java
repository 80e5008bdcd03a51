package io.mailroom.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** How the caller's connections are doing. */
@Path("/api/v1/sec/email/health")
@Tag(name = "Health of connections")
class HealthResource {

    record HealthList(List<ListedView> items) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChangeList(List<ChangeView> items, @Nullable Long cursor) {}

    private final Healths healths;
    private final CurrentCaller caller;

    HealthResource(Healths healths, CurrentCaller caller) {
        this.healths = healths;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "List your connections and how they are doing",
            description = "As found by those who use them; nothing is tried for this. Ordered by name.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "422", description = "There is no such state.")
    public Uni<HealthList> list(
            @Parameter(description = "Only those in this state; may be given several times.", example = "blocked")
                    @RestQuery
                    List<String> state) {
        return healths.list(caller.get().accountId(), states(state)).map(HealthList::new);
    }

    @GET
    @Path("/{kind}/{name}/history")
    @Operation(
            summary = "List the changes of a connection's state",
            description = "Newest first, 50 a page. The state unknown stands for a change of its settings.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "You have no settings of that kind and name.")
    public Uni<ChangeList> history(
            @Parameter(example = "imap") String kind,
            @Parameter(example = "example.org") String name,
            @RestQuery @Nullable Long cursor) {
        return healths.history(caller.get().accountId(), kind(kind), name, cursor)
                .map(page -> new ChangeList(page.items(), page.cursor()));
    }

    private static Set<State> states(List<String> words) {
        var states = EnumSet.noneOf(State.class);
        for (var word : words) {
            states.add(State.read(word)
                    .orElseThrow(() -> Problem.invalid(
                            "state",
                            "must be one of "
                                    + String.join(
                                            ", ",
                                            Stream.of(State.values())
                                                    .map(State::word)
                                                    .toList()))));
        }
        return states;
    }

    private static Kind kind(String word) {
        return Stream.of(Kind.values())
                .filter(kind -> kind.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("There are no connections of the kind " + word + "."));
    }
}
