package io.mailroom.account;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Option;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** A user's API tokens: what there are, a new one, shown once. */
@Path(ApiTokenPages.PATH)
@Produces(MediaType.TEXT_HTML)
class ApiTokenPages {

    static final String PATH = AccountPages.PATH + "/tokens";

    private static final Fields FIELDS =
            Fields.of("name", "What is it for?", "scopes", "What may it do?", "expires", "How long?");

    /** In days; without an end last, so that it is chosen by somebody who means it. */
    private static final List<Option> LIVES = List.of(
            Option.of("30", "30 days"),
            Option.of("90", "90 days"),
            Option.of("365", "A year"),
            Option.of("0", "Until I revoke it"));

    record list(List<ApiTokens.Listed> tokens) implements TemplateInstance {}

    record make(Form form, List<Option> scopes, List<Option> lives) implements TemplateInstance {}

    record made(String name, String token) implements TemplateInstance {}

    private final ApiTokens tokens;
    private final Forms forms;
    private final CurrentCaller caller;
    private final Clock clock;

    ApiTokenPages(ApiTokens tokens, Forms forms, CurrentCaller caller, Clock clock) {
        this.tokens = tokens;
        this.forms = forms;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    public Uni<TemplateInstance> list() {
        return tokens.of(caller.get()).map(list::new);
    }

    @GET
    @Path("new")
    public TemplateInstance make() {
        return page(FIELDS.blank().with("expires", "90"));
    }

    private TemplateInstance page(Form form) {
        boolean admin = caller.get().admin();
        var scopes = Arrays.stream(ApiScope.values())
                .filter(scope -> scope != ApiScope.ADMIN || admin)
                .map(scope -> new Option(scope.word(), scope.label(), scope.help()))
                .toList();
        return new make(form, scopes, LIVES);
    }

    @POST
    @Path("new")
    public Uni<RestResponse<TemplateInstance>> make(MultivaluedMap<String, String> submitted) {
        var form = FIELDS.read(submitted);
        var input = new ApiTokenResource.ApiTokenInput(form.text("name"), form.all("scopes"), end(form));
        return forms.submit(
                form,
                input,
                () -> tokens.make(caller.get(), input.name(), input.parsedScopes(), input.end())
                        .map(made ->
                                Reply.page(new made(input.name(), made.token().text()))),
                refused -> Uni.createFrom().item(page(refused)));
    }

    private @Nullable Long end(Form form) {
        var days = form.number("expires");
        return days == null || days <= 0
                ? null
                : Long.valueOf(clock.instant()
                        .plus(Duration.ofDays(Math.min(days, 3650)))
                        .toEpochMilli());
    }

    @POST
    @Path("{id}/revoke")
    public Uni<RestResponse<TemplateInstance>> revoke(UUID id) {
        return tokens.revoke(caller.get(), id).map(revoked -> {
            if (!revoked) {
                throw Problem.notFound("You have no such token, or it is revoked already.");
            }
            return Reply.seeOther(PATH, "The token is revoked. Nothing can be done with it any more.");
        });
    }
}
