package io.mailroom.oauth;

import io.mailroom.web.Ident;
import io.mailroom.web.PageName;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The access to a mailbox that a user wants to consent to. */
@Schema(name = "OAuthConsentInput")
record ConsentInput(
        @Schema(examples = "google", description = "One of GET /sec/oauth/provider. Absent: that of the grant.")
        @Nullable
        @Size(max = 64)
        String provider,

        @Schema(examples = "gmail", description = "How the new grant is to be called.") @Nullable @Ident @PageName
        String name,

        @Schema(
                examples = "anna@gmail.com",
                description = "The mailbox that it must turn out to be. Absent: whichever it is.")
        @Nullable
        @Pattern(regexp = ADDRESS, message = "must be an address like anna@example.org")
        String address,

        @Schema(
                examples = "gmail",
                description = "The name of a grant to authorise again, instead of making a new one.")
        @Nullable
        @Ident
        String grant,

        @Schema(examples = "false", description = "Take the mailbox also if it turns out to be another one.") @Nullable
        Boolean acceptOtherAddress) {

    static final String ADDRESS = "[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,255}";

    /** To authorise a grant again as it is. */
    static ConsentInput again(String grant, @Nullable Boolean acceptOtherAddress) {
        return new ConsentInput(null, null, null, grant, acceptOtherAddress);
    }
}
