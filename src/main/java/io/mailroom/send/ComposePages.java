package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.outbox.AcceptedMails;
import io.mailroom.outbox.SendConfig;
import io.mailroom.send.ComposeDesk.Choices;
import io.mailroom.web.Form;
import io.mailroom.web.Frame;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** The page on which a mail is written, looked at and sent. */
@Path("/app/compose")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class ComposePages {

    /** A page that somebody else's template made is shown apart from ours, and can do nothing. */
    private static final String SHOWN = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
            + " frame-ancestors 'self'; form-action 'none'; base-uri 'none'";

    /** @param lost names of files that have to be chosen again: a browser forgets them with the page */
    record compose(Form form, Choices choices, @Nullable MailPreview preview, List<String> lost)
            implements TemplateInstance {}

    record none() implements TemplateInstance {}

    record addresses(List<String> options) implements TemplateInstance {}

    private final Sending sending;
    private final Drafts drafts;
    private final ComposeDesk desk;
    private final Completion completion;
    private final Repeats repeats;
    private final AcceptedMails accepted;
    private final CurrentCaller caller;
    private final SendConfig config;
    private final Frame frame;
    private final Clock clock;

    ComposePages(
            Sending sending,
            Drafts drafts,
            ComposeDesk desk,
            Completion completion,
            Repeats repeats,
            AcceptedMails accepted,
            CurrentCaller caller,
            SendConfig config,
            Frame frame,
            Clock clock) {
        this.sending = sending;
        this.drafts = drafts;
        this.desk = desk;
        this.completion = completion;
        this.repeats = repeats;
        this.accepted = accepted;
        this.caller = caller;
        this.config = config;
        this.frame = frame;
        this.clock = clock;
    }

    @GET
    public TemplateInstance begin(@RestQuery @Nullable String item, @RestQuery @DefaultValue("") String mode) {
        var who = caller.get();
        var about = item == null || item.isBlank() ? null : item;
        var draft = about == null ? ComposeDesk.empty("", List.of()) : draft(who, about, mode);
        var choices = desk.choices(who, about, List.of());
        if (choices.froms().isEmpty()) {
            return new none();
        }
        var from = about == null
                ? null
                : desk.answering(who, about, choices.froms()).orElse(null);
        return new compose(ComposeForm.of(draft, about, from), choices, null, List.of());
    }

    private SimpleMail draft(Caller who, String item, String mode) {
        if (mode.isEmpty()) {
            return desk.about(who, item);
        }
        var way = Drafts.As.of(mode.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .orElseThrow(() -> Problem.notFound("A mail can be answered or forwarded, and nothing else."));
        try {
            return drafts.draft(who, item, way).mail();
        } catch (Problem e) {
            throw e.status() == 422
                    ? Problem.conflict("This item was no mail, so it cannot be answered. Write a new mail about it.")
                    : e;
        }
    }

    /** Completions of the field that is named in {@code of}, as options for it. */
    @GET
    @Path("addresses")
    public TemplateInstance complete(@RestQuery @DefaultValue("recipients") String of, @Context UriInfo uri) {
        var typed = Objects.requireNonNullElse(uri.getQueryParameters().getFirst(of), "");
        return new addresses(completion.of(caller.get(), typed));
    }

    /** A request to see the mail, to use a template, or to send it. */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public RestResponse<TemplateInstance> submit(
            MultipartFormDataInput submitted,
            @RestForm(FileUpload.ALL) @Nullable List<FileUpload> parts,
            @RestHeader("HX-Request") @DefaultValue("false") boolean byScript) {
        var who = caller.get();
        var values = texts(submitted);
        var variables = desk.variables(who, first(values, "template"));
        var form = ComposeForm.read(values, variables);
        var choices = desk.choices(who, form.optional("item"), variables);
        var files = Objects.requireNonNullElse(parts, List.<FileUpload>of()).stream()
                .filter(SentAlong::isChosen)
                .toList();
        // With script, the field with the files stays as it is.
        var lost = byScript
                ? List.<String>of()
                : files.stream().map(FileUpload::fileName).toList();
        var act = first(values, "act");
        if (act.equals("template")) {
            return Reply.page(new compose(form, choices, null, lost));
        }
        return act(who, form, choices, files, act.equals("preview"))
                .map(done -> switch (done) {
                    case Done.Sent(var id, var told) -> Reply.seeOther("/app/sent/" + id, told);
                    case Done.Shown(var preview) -> Reply.page(new compose(form, choices, preview, lost));
                })
                .orElseGet(() -> Reply.refused(new compose(form, choices, null, lost)));
    }

    /** What came of a submitted form that was not refused. */
    private sealed interface Done {
        record Sent(String id, String told) implements Done {}

        record Shown(MailPreview preview) implements Done {}
    }

    /** Empty when it is refused, with what is wrong in the form. */
    private Optional<Done> act(Caller who, Form form, Choices choices, List<FileUpload> files, boolean look) {
        var from = choices.from(form);
        var mail = ComposeForm.mail(
                        form,
                        choices.variables(),
                        from.map(ComposeDesk.From::address).orElse(null),
                        frame.zone(),
                        clock)
                .with(files.stream().map(SentAlong::file).toList());
        if (from.isEmpty()) {
            form.complain("from", "is not among your senders any more; choose another one");
        }
        if (form.optional("item") != null && choices.about() == null) {
            form.with("item", null).complain("The item was deleted meanwhile. You can still send the mail without it.");
        }
        if (files.stream().mapToLong(FileUpload::size).sum() > config.maxSize().asLongValue()) {
            form.complain("files", "are larger than a mail may be");
        }
        complainOfTheMail(form, mail);
        var item = form.optional("item");
        var setting = from.map(ComposeDesk.From::setting).orElse("");
        var headers = new SendHeaders(null, form.optional("key"));
        try {
            if (!look) {
                var earlier = earlier(who, setting, item, mail, headers, form);
                if (earlier.isPresent() || form.isRefused()) {
                    return earlier.map(
                            id -> new Done.Sent(id.toString(), "This mail was taken before; it is one mail."));
                }
                var answer = sending.send(who, setting, item, mail, headers);
                return Optional.of(new Done.Sent(String.valueOf(answer.result().id()), told(answer, mail)));
            }
            return form.isRefused()
                    ? Optional.empty()
                    : Optional.of(new Done.Shown(new MailPreview(sending.preview(who, setting, item, mail))));
        } catch (Problem e) {
            if (e.status() == 401 || e.status() == 500) {
                throw e;
            }
            if (e.status() != 503) { // then it may have been accepted, and is to be one mail when it comes again
                ComposeForm.renewed(form);
            }
            // What the server says of the recipients stands in the detail in whole sentences.
            if (e.status() == 502) {
                form.complain(e.detail());
            } else {
                form.complain(e);
            }
            return Optional.empty();
        }
    }

    /** Of all that is wrong with it at once, and not only of what is no mail at all. */
    private void complainOfTheMail(Form form, SimpleMail mail) {
        try {
            Letter.of(mail, config.maxRecipients());
        } catch (Problem e) {
            form.complain(e);
        }
    }

    /** The mail that this very form has sent already, when it comes again. */
    private Optional<UUID> earlier(
            Caller who, String setting, @Nullable String item, SimpleMail mail, SendHeaders headers, Form form) {
        var request = repeats.key(headers, setting, item, mail);
        var earlier = request.flatMap(key -> accepted.withKey(who.accountId(), key));
        if (earlier.isPresent() && !earlier.get().is(request.orElseThrow())) {
            ComposeForm.renewed(form)
                    .complain("You have sent a mail from this page before. If this is to be another one, send it now.");
            return Optional.empty();
        }
        return earlier.map(AcceptedMails.Accepted::id);
    }

    private String told(Answer answer, SimpleMail mail) {
        if (answer.status() == 200) {
            return answer.result().message().equals("Mail sent.")
                    ? "Your mail is sent."
                    : "Your mail is sent, but not to everybody.";
        }
        return mail.sendAt() == null
                ? "Your mail is in the outbox."
                : "Your mail will be sent on "
                        + frame.moment(Instant.ofEpochMilli(mail.sendAt())).full() + ".";
    }

    /** Shows a page that was posted here, in a frame of our own pages. */
    @POST
    @Path("page")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public String page(@RestForm @DefaultValue("") String html, @Context HttpServerResponse response) {
        // In place of those of our own pages: of two policies a browser keeps to both.
        response.putHeader("Content-Security-Policy", SHOWN).putHeader("X-Frame-Options", "SAMEORIGIN");
        return html;
    }

    private static String first(Map<String, List<String>> values, String name) {
        return values.getOrDefault(name, List.of("")).getFirst().strip();
    }

    private static Map<String, List<String>> texts(MultipartFormDataInput submitted) {
        var texts = new HashMap<String, List<String>>();
        submitted.getValues().forEach((name, values) -> {
            var plain = values.stream()
                    .filter(value -> !value.isFileItem())
                    .map(FormValue::getValue)
                    .toList();
            if (!plain.isEmpty()) {
                texts.put(name, plain);
            }
        });
        return texts;
    }
}
