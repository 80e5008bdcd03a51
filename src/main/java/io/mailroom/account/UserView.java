package io.mailroom.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A user as the others of the collective's admins see them. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UserView(
        String login,
        @Nullable String email,
        boolean admin,
        long created,

        @Schema(description = "Absent for those who never were here.") @Nullable
        Long lastSignIn) {

    static UserView of(Account account) {
        return new UserView(
                account.login,
                account.email,
                account.admin,
                account.created.toEpochMilli(),
                account.lastSignIn == null ? null : account.lastSignIn.toEpochMilli());
    }
}
