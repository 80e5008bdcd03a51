package io.mailroom.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.item.ItemFiles;
import io.mailroom.mime.Address;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Expected;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The templates of the caller's collective, and what becomes of them. */
@Path("/api/v1/sec/email/template")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Templates")
class TemplateResource {

    private static final String LANGUAGE =
            "The texts are written in Qute, with sections if, for, each, when, switch, let and set. They get at item"
                    + " (name, date, sender), attachments (name, size, bytes), recipient and recipients (name, address),"
                    + " user, collective, today, and the variables of the mail, and at nothing else.";

    record MailTemplateList(List<MailTemplateView> items) {}

    /** What to render a template for. */
    @Schema(name = "TemplatePreviewInput")
    record PreviewInput(
            @Schema(description = "The id of an item; its attachments are what goes with the mail.") @Nullable
            String item,

            @Schema(examples = "[\"Ben Huber <ben@example.org>\"]") @Nullable
            List<@Nullable String> recipients,

            @Schema(examples = "{\"number\": \"2026-0042\"}") @Nullable
            Map<String, @Nullable Object> variables) {}

    @Schema(name = "TemplatePreview")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Preview(String subject, String body, @Nullable String html) {}

    private final MailTemplates templates;
    private final Templates rendering;
    private final ItemFiles items;
    private final Transactions transactions;
    private final CurrentCaller caller;

    TemplateResource(
            MailTemplates templates,
            Templates rendering,
            ItemFiles items,
            Transactions transactions,
            CurrentCaller caller) {
        this.templates = templates;
        this.rendering = rendering;
        this.items = items;
        this.transactions = transactions;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List the templates of your collective, ordered by name")
    public Uni<MailTemplateList> list() {
        return templates.list(caller.get()).map(MailTemplateList::new);
    }

    @POST
    @Operation(summary = "Store a new template", description = LANGUAGE)
    @APIResponse(responseCode = "200", description = "Stored; the ETag is its version.")
    @APIResponse(responseCode = "409", description = "The name is taken, or there are as many as there may be.")
    @APIResponse(responseCode = "422", description = "Values are wrong; errors names the text and the line in it.")
    @RunOnVirtualThread
    public RestResponse<BasicResult> add(@Valid @NotNull MailTemplateInput input) {
        var who = caller.get();
        rendering.check(input);
        return stored(transactions.await(() -> templates.add(who, input)));
    }

    @GET
    @Path("{name}")
    @Operation(summary = "Read a template")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "Your collective has none of that name.")
    public Uni<RestResponse<MailTemplateView>> get(@Parameter(example = "reminder") @RestPath String name) {
        return templates
                .get(caller.get(), name)
                .map(found -> RestResponse.ResponseBuilder.ok(found)
                        .header(HttpHeaders.ETAG, Expected.tag(found.version()))
                        .build());
    }

    @PUT
    @Path("{name}")
    @Operation(
            summary = "Replace a template",
            description = "The name in the body wins, so this renames, too. With version or If-Match, a change that"
                    + " somebody else made meanwhile is not overwritten. " + LANGUAGE)
    @APIResponse(responseCode = "200", description = "Stored; the ETag is its new version.")
    @APIResponse(responseCode = "404", description = "Your collective has none of that name.")
    @APIResponse(responseCode = "409", description = "The new name is taken, or it was changed meanwhile.")
    @APIResponse(responseCode = "422", description = "Values are wrong; errors names the text and the line in it.")
    @RunOnVirtualThread
    public RestResponse<BasicResult> replace(
            @Parameter(example = "reminder") @RestPath String name,
            @Parameter(example = "\"3\"") @RestHeader(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Valid @NotNull MailTemplateInput input) {
        var who = caller.get();
        rendering.check(input);
        var expected = new Expected(ifMatch, input.version());
        return stored(transactions.await(() -> templates.replace(who, name, input, expected)));
    }

    @DELETE
    @Path("{name}")
    @Operation(summary = "Remove a template")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "404", description = "Your collective has none of that name.")
    @APIResponse(responseCode = "409", description = "It was changed meanwhile.")
    public Uni<BasicResult> remove(
            @Parameter(example = "reminder") @RestPath String name,
            @Parameter(example = "\"3\"") @RestHeader(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return templates
                .remove(caller.get(), name, new Expected(ifMatch, null))
                .replaceWith(() -> BasicResult.of("Template removed."));
    }

    @POST
    @Path("{name}/preview")
    @RunOnVirtualThread
    @Operation(summary = "See what a mail would say", description = "Nothing is sent, and nothing stored.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "Your collective has none of that name.")
    @APIResponse(
            responseCode = "422",
            description = "It cannot be rendered for this; errors names the text and the line in it.")
    public Preview preview(@Parameter(example = "reminder") @RestPath String name, @NotNull PreviewInput input) {
        var who = caller.get();
        var template = transactions.await(() -> templates.get(who, name));
        var words = rendering.preview(who, template, occasion(who, input));
        return new Preview(words.subject(), words.text(), words.html());
    }

    private Occasion occasion(Caller who, PreviewInput input) {
        var recipients = addresses(input.recipients() == null ? List.of() : input.recipients());
        if (input.item() == null) {
            return new Occasion(null, List.of(), recipients, input.variables());
        }
        var id = id(input.item());
        var item = items.summary(who.collectiveId(), id).orElseThrow(() -> noItem(id.toString()));
        var files = items.of(who.collectiveId(), id).orElse(List.of()).stream()
                .filter(file -> !file.page())
                .toList();
        return new Occasion(item, files, recipients, input.variables());
    }

    private static UUID id(String item) {
        try {
            return UUID.fromString(item);
        } catch (IllegalArgumentException e) {
            throw noItem(item);
        }
    }

    private static List<Address> addresses(List<@Nullable String> typed) {
        try {
            return typed.stream()
                    .map(address -> Address.parse(String.valueOf(address)))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("recipients", "are not all addresses: " + e.getMessage());
        }
    }

    private static Problem noItem(String id) {
        return Problem.invalid("item", "is " + id + ", which your collective has no item of");
    }

    private static RestResponse<BasicResult> stored(long version) {
        return RestResponse.ResponseBuilder.ok(BasicResult.of("Template stored."))
                .header(HttpHeaders.ETAG, Expected.tag(version))
                .build();
    }
}
