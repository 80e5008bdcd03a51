package io.mailroom.transfer;

import io.mailroom.web.Ident;
import io.mailroom.web.PageName;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;

/** How an account that is to be made is called. */
@RegisterForReflection
record Names(
        @NotNull @Ident String collective,
        @NotNull @Ident @PageName String login) {}
