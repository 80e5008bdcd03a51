package io.mailroom.oauth;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BaseUrl;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Getting a user's consent, in a browser or with another device. */
@Path("/api/v1/sec/oauth/grant")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "OAuth2")
class ConsentResource {

    @Schema(name = "OAuthAuthorize")
    record AuthorizeView(
            @Schema(description = "To be opened in a browser.")
            String authorizationUrl,

            @Schema(description = "Comes back with the code.")
            String state,

            @Schema(
                    examples = "https://mail.example.org/api/v1/open/oauth/callback",
                    description = "As it has to be registered at the provider, to the letter.")
            String redirectUri,

            @Schema(examples = "1700000000000") long expires) {

        /** Without the state. */
        @Override
        public String toString() {
            return "AuthorizeView[until " + expires + "]";
        }
    }

    @Schema(name = "OAuthCompleteInput")
    record CompleteInput(
            @Schema(writeOnly = true, description = "The code of the address that the provider has led to.")
            @NotBlank
            @Size(max = 4096)
            String code,

            @Schema(writeOnly = true, description = "The state of the same address.") @NotBlank @Size(max = 256)
            String state,

            @Schema(description = "The iss of the same address, if it has one.") @Nullable @Size(max = 2048)
            String iss) {

        /** Without the code. */
        @Override
        public String toString() {
            return "CompleteInput";
        }
    }

    @Schema(name = "OAuthReauthorizeInput")
    record ReauthorizeInput(
            @Schema(examples = "false", description = "Take the mailbox also if it turns out to be another one.")
            @Nullable
            Boolean acceptOtherAddress) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "OAuthDevice")
    record DeviceView(
            @Schema(description = "For GET .../device/{id}.")
            UUID id,

            @Schema(
                    examples = "pending",
                    enumeration = {"pending", "done", "denied", "expired", "failed"})
            String state,

            @Schema(examples = "WDJB-MJHT", description = "To be typed in there.") @Nullable
            String userCode,

            @Schema(examples = "https://microsoft.com/devicelogin") @Nullable
            String verificationUri,

            @Schema(description = "The same with the code in it.") @Nullable
            String verificationUriComplete,

            @Schema(examples = "5", description = "Seconds after which it is worth asking again.") @Nullable
            Integer interval,

            @Schema(examples = "1700000000000") @Nullable Long expires,

            @Schema(description = "The name of the grant, once it is there.") @Nullable
            String grant,

            @Schema(description = "Why it has failed.") @Nullable
            String error) {

        /** Without the code. */
        @Override
        public String toString() {
            return "DeviceView[" + id + ", " + state + "]";
        }
    }

    private final Consents consents;
    private final Completion completion;
    private final DeviceConsents devices;
    private final GrantViews grants;
    private final BaseUrl base;
    private final CurrentCaller caller;
    private final Clock clock;

    ConsentResource(
            Consents consents,
            Completion completion,
            DeviceConsents devices,
            GrantViews grants,
            BaseUrl base,
            CurrentCaller caller,
            Clock clock) {
        this.consents = consents;
        this.completion = completion;
        this.devices = devices;
        this.grants = grants;
        this.base = base;
        this.caller = caller;
        this.clock = clock;
    }

    @POST
    @Path("authorize")
    @RunOnVirtualThread
    @Operation(
            summary = "Begin to authorise in a browser",
            description = "Open authorizationUrl in the browser that made this request, and consent: the provider leads"
                    + " back to Mailroom, which makes the grant. In another browser, or for a script, Mailroom's page says"
                    + " code and state, which go to POST .../complete with your token.")
    @APIResponse(responseCode = "200", description = "Where to go; a cookie tells this browser from others.")
    @APIResponse(responseCode = "409", description = "You have a grant of that name.")
    @APIResponse(responseCode = "422", description = "There is no such provider, or it has no client id.")
    @APIResponse(responseCode = "502", description = "The provider's endpoints could not be looked up.")
    public RestResponse<AuthorizeView> authorize(
            @Valid @NotNull ConsentInput input, @Context HttpServerRequest request) {
        return begin(input, request);
    }

    @POST
    @Path("{name}/reauthorize")
    @RunOnVirtualThread
    @Operation(
            summary = "Authorise a grant again",
            description =
                    "Like authorize, for the mailbox that it is for. What uses the grant goes on as soon as it is done.")
    @APIResponse(responseCode = "200", description = "Where to go.")
    @APIResponse(responseCode = "404", description = "You have no grant of that name.")
    public RestResponse<AuthorizeView> reauthorize(
            @Parameter(example = "gmail") @RestPath String name,
            @Valid @Nullable ReauthorizeInput input,
            @Context HttpServerRequest request) {
        return begin(ConsentInput.again(name, input == null ? null : input.acceptOtherAddress()), request);
    }

    private RestResponse<AuthorizeView> begin(ConsentInput input, HttpServerRequest request) {
        URI callback = base.of(BrowserProof.PATH, request);
        var begun = consents.begin(caller.get(), input, callback);
        var view = new AuthorizeView(
                begun.authorizationUrl().toString(),
                begun.state(),
                callback.toString(),
                begun.expires().toEpochMilli());
        var life = Duration.between(clock.instant(), begun.expires());
        return RestResponse.ResponseBuilder.ok(view)
                .cookie(BrowserProof.cookie(begun.state(), begun.proof(), life, "https".equals(callback.getScheme())))
                .build();
    }

    @POST
    @Path("complete")
    @RunOnVirtualThread
    @Operation(
            summary = "Finish to authorise without the browser's cookie",
            description =
                    "With code and state from the address that the provider has led to, in the session that began it.")
    @APIResponse(responseCode = "200", description = "The grant.")
    @APIResponse(
            responseCode = "422",
            description = "Not consented to, not yours, used, too late; the detail says which.")
    @APIResponse(responseCode = "502", description = "The provider failed.")
    public GrantView complete(@Valid @NotNull CompleteInput input) {
        var me = caller.get();
        var row = completion
                .pending(input.state())
                .filter(found -> found.sessionId.equals(me.sessionId()) && found.accountId.equals(me.accountId()))
                .orElseThrow(Completion::gone);
        completion.complete(row, me, input.code(), input.iss());
        return grants.get(me, row.grantName);
    }

    @POST
    @Path("device")
    @RunOnVirtualThread
    @Operation(
            summary = "Begin to authorise with another device (RFC 8628)",
            description =
                    "Open verificationUri anywhere and type userCode in there, then ask GET .../device/{id} how it is"
                            + " going. Only begin it for yourself: whoever types your code gives you their mailbox.")
    @APIResponse(responseCode = "200", description = "Pending.")
    @APIResponse(responseCode = "409", description = "You have a grant of that name.")
    @APIResponse(
            responseCode = "422",
            description = "The provider has no such thing, or none that gives access to mail.")
    @APIResponse(responseCode = "502", description = "The provider failed.")
    public DeviceView device(@Valid @NotNull ConsentInput input) {
        return devices.begin(caller.get(), input);
    }

    @GET
    @Path("device/{id}")
    @RunOnVirtualThread
    @Operation(
            operationId = "consentDeviceState",
            summary = "Ask how it is going with another device",
            description = "The provider is asked in turn, as often as it allows.")
    @APIResponse(responseCode = "200", description = "pending, done, denied, expired, or failed with the reason.")
    @APIResponse(responseCode = "404", description = "You have begun nothing of that id.")
    public DeviceView device(@RestPath UUID id) {
        return devices.state(caller.get(), id);
    }
}
