package io.mailroom.handover;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Option;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Where a user wants imported items to go: list, form, test. */
@Path("/app/destinations")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class DestinationPages {

    private static final String HERE = "/app/destinations";

    private static final List<Option> KINDS = List.of(
            new Option("paperless", "paperless-ngx", "Attachments become documents there."),
            new Option("docspell", "Docspell", "Uploads to one of its sources, or to a collective."),
            new Option("s3", "S3 bucket", "Amazon's, or that of any compatible server."),
            new Option("webhook", "Webhook", "A program of yours is called, signed, with links to the files."),
            new Option("folder", "Folder", "Files on the server, below a folder of your own."));

    record list(List<DestinationView> destinations) implements TemplateInstance {}

    record choose(List<Option> kinds) implements TemplateInstance {}

    /**
     * @param saved what is saved; null of a new one
     * @param report of a test that was just made
     */
    record edit(
            Form form,
            Kind kind,
            String action,
            List<Option> contents,
            @Nullable DestinationView saved,
            @Nullable CheckView report)
            implements TemplateInstance {}

    private final Destinations destinations;
    private final Forms forms;
    private final CurrentCaller caller;

    DestinationPages(Destinations destinations, Forms forms, CurrentCaller caller) {
        this.destinations = destinations;
        this.forms = forms;
        this.caller = caller;
    }

    @GET
    public TemplateInstance list() {
        return new list(destinations.list(caller.get()));
    }

    @GET
    @Path("new")
    public TemplateInstance choose() {
        return new choose(KINDS.stream()
                .filter(kind -> destinations.offersFolders() || !kind.value().equals(Kind.FOLDER.word()))
                .toList());
    }

    @GET
    @Path("new/{kind}")
    public TemplateInstance ask(@RestPath String kind) {
        var known = kind(kind);
        return blank(DestinationForm.blank(known), known);
    }

    private static edit blank(Form form, Kind kind) {
        return new edit(form, kind, HERE + "/new/" + kind.word(), DestinationForm.CONTENTS, null, null);
    }

    private static Kind kind(String word) {
        return Kind.of(word).orElseThrow(() -> Problem.notFound("There is no such kind of destination."));
    }

    @POST
    @Path("new/{kind}")
    public RestResponse<TemplateInstance> add(@RestPath String kind, MultivaluedMap<String, String> submitted) {
        var known = kind(kind);
        var form = DestinationForm.read(submitted);
        var input = DestinationForm.input(form, known);
        return stored(form, input, () -> destinations.add(caller.get(), input), () -> blank(form, known))
                .orElseGet(() -> Reply.seeOther(path(input.name()), "Saved. Test it before a task uses it."));
    }

    @GET
    @Path("{name}")
    public TemplateInstance show(@RestPath String name) {
        var saved = destinations.get(caller.get(), name);
        return edit(DestinationForm.of(saved), saved, null);
    }

    private static edit edit(Form form, DestinationView saved, @Nullable CheckView report) {
        return new edit(form, saved.kind(), path(saved.name()), DestinationForm.CONTENTS, saved, report);
    }

    @POST
    @Path("{name}")
    public RestResponse<TemplateInstance> replace(@RestPath String name, MultivaluedMap<String, String> submitted) {
        var saved = destinations.get(caller.get(), name);
        var form = DestinationForm.read(submitted);
        var input = DestinationForm.input(form, saved.kind());
        return stored(form, input, () -> destinations.replace(caller.get(), name, input), () -> edit(form, saved, null))
                .orElseGet(() -> Reply.seeOther(path(input.name()), "Saved."));
    }

    private interface Again {
        TemplateInstance page();
    }

    /** @return the form again, where it is not good */
    private Optional<RestResponse<TemplateInstance>> stored(
            Form form, DestinationInput input, Runnable act, Again again) {
        if (forms.accepts(form, input)) {
            try {
                act.run();
                return Optional.empty();
            } catch (Problem e) {
                if (!Forms.isAboutTheInput(e)) {
                    throw e;
                }
                form.complain(e);
            }
        }
        return Optional.of(Reply.refused(again.page()));
    }

    @POST
    @Path("{name}/test")
    public TemplateInstance test(@RestPath String name) {
        var saved = destinations.get(caller.get(), name);
        return edit(DestinationForm.of(saved), saved, destinations.test(caller.get(), name));
    }

    /** Whoever loads the page of a test again. */
    @GET
    @Path("{name}/test")
    public RestResponse<TemplateInstance> tested(@RestPath String name) {
        return Reply.seeOther(path(name));
    }

    @POST
    @Path("{name}/resume")
    public RestResponse<TemplateInstance> goOn(@RestPath String name) {
        destinations.goOn(caller.get(), name);
        return Reply.seeOther(path(name), "It goes on.");
    }

    @POST
    @Path("{name}/delete")
    public RestResponse<TemplateInstance> remove(@RestPath String name) {
        try {
            destinations.remove(caller.get(), name);
        } catch (Problem e) {
            if (e.status() == 409) {
                return Reply.tooLate(path(name), e);
            }
            throw e;
        }
        return Reply.seeOther(HERE, "The destination was removed.");
    }

    private static String path(String name) {
        return HERE + "/" + Reply.inPath(name);
    }
}
