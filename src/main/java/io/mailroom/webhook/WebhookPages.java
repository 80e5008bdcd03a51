package io.mailroom.webhook;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Option;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The webhooks of a collective, for its admins. */
@Path("/app/webhooks")
@Produces(MediaType.TEXT_HTML)
class WebhookPages {

    private static final String HERE = "/app/webhooks";

    private static final Fields FIELDS =
            Fields.of("url", "Address", "events", "Events", "enabled", "Switched on", "version", "Version");

    private static final List<Option> EVENTS = List.of(
            new Option(
                    EventType.CONNECTION_STATE_CHANGED.word(),
                    "A connection changes its state",
                    "A mailbox, sender or sign-in of anybody here starts or stops working."),
            new Option(
                    EventType.MAIL_FAILED.word(),
                    "A mail failed",
                    "It did not reach everybody, and is tried no more."));

    record list(List<WebhookView> webhooks) implements TemplateInstance {}

    record make(Form form, List<Option> options) implements TemplateInstance {}

    record made(WebhookView webhook, String secret, boolean renewed) implements TemplateInstance {}

    /**
     * @param ping what became of the ping that was sent from this page; null when none was
     * @param underWay whether nobody knows that yet
     * @param next the address of older deliveries
     * @param removal where the webhook is removed, and {@code renewal} where it gets another secret
     */
    record webhook(
            WebhookView hook,
            Form form,
            List<Option> options,
            List<DeliveryView> deliveries,
            @Nullable DeliveryView ping,
            boolean underWay,
            @Nullable String next,
            String removal,
            String renewal)
            implements TemplateInstance {}

    private final WebhookSettings settings;
    private final Deliveries deliveries;
    private final Pings pings;
    private final Transactions transactions;
    private final Forms forms;
    private final CurrentCaller caller;

    WebhookPages(
            WebhookSettings settings,
            Deliveries deliveries,
            Pings pings,
            Transactions transactions,
            Forms forms,
            CurrentCaller caller) {
        this.settings = settings;
        this.deliveries = deliveries;
        this.pings = pings;
        this.transactions = transactions;
        this.forms = forms;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> list() {
        return settings.list(caller.admin()).map(list::new);
    }

    @GET
    @Path("new")
    public TemplateInstance ask() {
        caller.admin();
        return new make(FIELDS.blank().with("enabled", true), EVENTS);
    }

    /** The secret is in the answer and nowhere else, so this leads on to no other page. */
    @POST
    @Path("new")
    public Uni<RestResponse<TemplateInstance>> add(MultivaluedMap<String, String> submitted) {
        Caller admin = caller.admin();
        var form = FIELDS.read(submitted);
        var input = input(form);
        return forms.submit(
                form,
                input,
                () -> settings.add(admin, input).map(added -> Reply.page(shown(added, false))),
                refused -> Uni.createFrom().item(new make(refused, EVENTS)));
    }

    private static WebhookInput input(Form form) {
        return new WebhookInput(
                form.text("url"), form.checked("enabled"), form.all("events"), form.longNumber("version"));
    }

    private static TemplateInstance shown(WebhookSettings.Made made, boolean renewed) {
        return new made(WebhookView.of(made.webhook()), made.secret().text(), renewed);
    }

    @GET
    @Path("{id}")
    public Uni<TemplateInstance> show(String id, @RestQuery @Nullable String cursor, @RestQuery @Nullable UUID ping) {
        return settings.get(caller.admin(), id).chain(hook -> page(hook, form(hook), cursor, ping));
    }

    private static Form form(WebhookView hook) {
        return FIELDS.blank()
                .with("url", hook.url())
                .with("events", hook.events())
                .with("enabled", hook.enabled())
                .with("version", hook.version());
    }

    private Uni<TemplateInstance> page(WebhookView hook, Form form, @Nullable String cursor, @Nullable UUID ping) {
        String path = HERE + "/" + hook.id();
        return deliveries.list(hook.id(), cursor).map(page -> page(hook, form, page, path, ping));
    }

    private static webhook page(WebhookView hook, Form form, Deliveries.Page page, String path, @Nullable UUID ping) {
        var pinged = page.items().stream()
                .filter(delivery -> delivery.id().equals(ping))
                .findFirst()
                .orElse(null);
        return new webhook(
                hook,
                form,
                EVENTS,
                page.items(),
                pinged,
                pinged != null && isUnderWay(pinged),
                page.cursor() == null ? null : path + "?cursor=" + page.cursor(),
                path + "/delete",
                path + "/secret");
    }

    /** It counts as tried as soon as somebody tries. */
    private static boolean isUnderWay(DeliveryView delivery) {
        return delivery.state().equals("pending") && delivery.error() == null && delivery.status() == null;
    }

    @POST
    @Path("{id}")
    public Uni<RestResponse<TemplateInstance>> replace(String id, MultivaluedMap<String, String> submitted) {
        Caller admin = caller.admin();
        var form = FIELDS.read(submitted);
        var input = input(form);
        return forms.submit(
                form,
                input,
                () -> settings.replace(admin, id, input).replaceWith(() -> Reply.seeOther(HERE + "/" + id, "Saved.")),
                refused -> settings.get(admin, id).chain(hook -> page(hook, refused, null, null)));
    }

    @POST
    @Path("{id}/secret")
    public Uni<RestResponse<TemplateInstance>> renewSecret(String id) {
        return settings.renewSecret(caller.admin(), id).map(renewed -> Reply.page(shown(renewed, true)));
    }

    /** What comes of it is shown where it leads to. */
    @POST
    @Path("{id}/ping")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> ping(String id) {
        Caller admin = caller.admin();
        var hook = transactions.await(() -> settings.saved(admin, id).map(WebhookView::of));
        var event = pings.send(admin.collectiveId(), hook.id());
        return Reply.seeOther(HERE + "/" + hook.id() + "?ping=" + event);
    }

    @POST
    @Path("{id}/delete")
    public Uni<RestResponse<TemplateInstance>> remove(String id) {
        return settings.remove(caller.admin(), id).replaceWith(() -> Reply.seeOther(HERE, "The webhook was removed."));
    }
}
