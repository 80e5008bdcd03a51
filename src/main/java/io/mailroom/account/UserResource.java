package io.mailroom.account;

import io.mailroom.web.BasicResult;
import io.mailroom.web.Ident;
import io.mailroom.web.PageName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Signing up, and the users of a collective. */
@Path("/api/v1")
@Tag(name = "Users")
class UserResource {

    private static final int PASSWORD_MIN = 6;
    private static final int PASSWORD_MAX = 1024;

    record RegisterInput(
            @Schema(examples = "family") @NotNull @Ident String collectiveName,

            @Schema(examples = "anna") @NotNull @Ident @PageName
            String login,

            @Schema(writeOnly = true)
            @NotNull
            @Size(min = PASSWORD_MIN, max = PASSWORD_MAX, message = "must have {min} to {max} characters")
            String password,

            @Schema(examples = "anna@example.org") @Nullable @Email @Size(max = 320)
            String email,

            @Nullable @Size(max = 64) String invite) {

        /** Without password and invite. */
        @Override
        public String toString() {
            return "RegisterInput[" + collectiveName + "/" + login + "]";
        }
    }

    record UserInput(
            @Schema(examples = "ben") @NotNull @Ident @PageName
            String login,

            @Schema(writeOnly = true)
            @NotNull
            @Size(min = PASSWORD_MIN, max = PASSWORD_MAX, message = "must have {min} to {max} characters")
            String password,

            @Nullable @Email @Size(max = 320) String email,
            @Nullable Boolean admin) {

        /** Without the password. */
        @Override
        public String toString() {
            return "UserInput[" + login + "]";
        }
    }

    record PasswordInput(
            @Schema(writeOnly = true) @NotNull @Size(max = PASSWORD_MAX)
            String currentPassword,

            @Schema(writeOnly = true)
            @NotNull
            @Size(min = PASSWORD_MIN, max = PASSWORD_MAX, message = "must have {min} to {max} characters")
            String newPassword) {

        /** Without the passwords. */
        @Override
        public String toString() {
            return "PasswordInput";
        }
    }

    record UserList(List<UserView> items) {}

    @Schema(name = "Invite")
    record InviteView(String key, long expires) {

        /** Without the key. */
        @Override
        public String toString() {
            return "InviteView[" + expires + "]";
        }
    }

    private final Membership membership;
    private final Removal removal;
    private final CurrentCaller caller;

    UserResource(Membership membership, Removal removal, CurrentCaller caller) {
        this.membership = membership;
        this.removal = removal;
        this.caller = caller;
    }

    @POST
    @Path("/open/signup/register")
    @Operation(summary = "Sign up", description = "Makes a new collective, or joins the inviter's with an invite.")
    public Uni<BasicResult> register(@Valid @NotNull RegisterInput input) {
        var newcomer = new Membership.Newcomer(input.login(), input.password(), input.email(), false);
        return membership
                .register(input.collectiveName(), newcomer, input.invite())
                .replaceWith(() -> BasicResult.of("Signup successful"));
    }

    @GET
    @Path("/sec/user")
    @Operation(summary = "List the users of your collective (admin)")
    public Uni<UserList> list() {
        return membership.list(caller.admin()).map(UserList::new);
    }

    @POST
    @Path("/sec/user")
    @Operation(summary = "Make a user in your collective (admin)")
    public Uni<BasicResult> add(@Valid @NotNull UserInput input) {
        var newcomer = new Membership.Newcomer(
                input.login(), input.password(), input.email(), Boolean.TRUE.equals(input.admin()));
        return membership.add(caller.admin(), newcomer).replaceWith(() -> BasicResult.of("User created."));
    }

    @DELETE
    @Path("/sec/user/{login}")
    @RunOnVirtualThread
    @Operation(
            summary = "Delete a user with their settings and tasks (admin)",
            description =
                    "Providers that they have authorised Mailroom at are told first, if they answer in time. What takes longer"
                            + " goes on by itself; the id is of the report, see GET /open/removal/{id}.")
    public BasicResult remove(String login) {
        return BasicResult.of("User deleted.", removal.remove(caller.admin(), login));
    }

    @POST
    @Path("/sec/user/changePassword")
    @Operation(summary = "Change your password", description = "Ends all your other sessions.")
    public Uni<BasicResult> changePassword(@Valid @NotNull PasswordInput input) {
        return membership
                .changePassword(caller.get(), input.currentPassword(), input.newPassword())
                .replaceWith(() -> BasicResult.of("Password changed."));
    }

    @POST
    @Path("/sec/invite")
    @Operation(summary = "Make an invite into your collective (admin)")
    public Uni<InviteView> invite() {
        return membership
                .invite(caller.admin())
                .map(invite -> new InviteView(invite.key(), invite.expires().toEpochMilli()));
    }
}
