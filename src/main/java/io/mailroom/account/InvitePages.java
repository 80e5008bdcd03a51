package io.mailroom.account;

import io.mailroom.web.BaseUrl;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestResponse;

/** The open invites of a collective, for its admins. */
@Path("/app/admin/invites")
@Produces(MediaType.TEXT_HTML)
class InvitePages {

    private static final String HERE = "/app/admin/invites";

    /** An invite with the address to pass on. */
    record Shown(String key, String link, Instant created, Instant expires) {

        /** Without the key. */
        @Override
        public String toString() {
            return "Shown[" + expires + "]";
        }
    }

    /** @param mode how people sign up here, in lower case */
    record list(List<Shown> invites, String mode, String collective, String life) implements TemplateInstance {}

    private final Invites invites;
    private final Membership membership;
    private final AccountConfig config;
    private final BaseUrl base;
    private final CurrentCaller caller;

    InvitePages(Invites invites, Membership membership, AccountConfig config, BaseUrl base, CurrentCaller caller) {
        this.invites = invites;
        this.membership = membership;
        this.config = config;
        this.base = base;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> list(@Context HttpServerRequest request) {
        var admin = caller.admin();
        return invites.open(admin)
                .map(open -> new list(
                        open.stream().map(invite -> shown(invite, request)).toList(),
                        membership.signup().name().toLowerCase(java.util.Locale.ROOT),
                        admin.collective(),
                        life()));
    }

    private Shown shown(Invites.Open invite, HttpServerRequest request) {
        return new Shown(
                invite.key(),
                base.of("/signup?invite=" + invite.key(), request).toString(),
                invite.created(),
                invite.expires());
    }

    private String life() {
        long hours = config.inviteLife().toHours();
        return hours >= 48 ? config.inviteLife().toDays() + " days" : hours + " hours";
    }

    @POST
    public Uni<RestResponse<TemplateInstance>> make() {
        return membership
                .invite(caller.admin())
                .replaceWith(() -> Reply.seeOther(HERE, "The invite is ready. Pass its link on to one person."));
    }

    @POST
    @Path("withdraw")
    public Uni<RestResponse<TemplateInstance>> withdraw(MultivaluedMap<String, String> submitted) {
        String key = Objects.requireNonNullElse(submitted.getFirst("key"), "");
        return invites.withdraw(caller.admin(), key)
                .replaceWith(() -> Reply.seeOther(HERE, "The invite is good for nobody any more."));
    }
}
