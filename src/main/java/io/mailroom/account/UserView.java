package io.mailroom.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A user as the others of the collective's admins see them. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UserView(String login, @Nullable String email, boolean admin, long created) {

    static UserView of(Account account) {
        return new UserView(account.login, account.email, account.admin, account.created.toEpochMilli());
    }
}
