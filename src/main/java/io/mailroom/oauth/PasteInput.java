package io.mailroom.oauth;

import io.mailroom.web.Ident;
import io.mailroom.web.PageName;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A grant that was made elsewhere, for example with Google's oauth2.py. */
@Schema(name = "OAuthGrantInput")
record PasteInput(
        @Schema(examples = "gmail", description = "How the grant is to be called.") @Nullable @Ident @PageName
        String name,

        @Schema(examples = "google", description = "One of GET /sec/oauth/provider. Absent: google.")
        @Nullable
        @Size(max = 64)
        String provider,

        @Schema(
                examples = "106701-d8c.apps.googleusercontent.com",
                description = "The client that the refresh token was given to. Absent: the provider's configured one.")
        @Nullable
        @Size(max = 1024)
        @Pattern(regexp = VISIBLE, message = NOT_VISIBLE)
        String clientId,

        @Schema(writeOnly = true, description = "Its secret. Absent with clientId: it has none.")
        @Nullable
        @Size(max = 4096)
        @Pattern(regexp = VISIBLE, message = NOT_VISIBLE)
        String clientSecret,

        @Schema(writeOnly = true) @NotBlank @Size(max = 8192) @Pattern(regexp = VISIBLE, message = NOT_VISIBLE)
        String refreshToken,

        @Schema(
                examples = "anna@gmail.com",
                description = "The mailbox. Needed where the provider does not say whose it is.")
        @Nullable
        @Pattern(regexp = ConsentInput.ADDRESS, message = "must be an address like anna@example.org")
        String address,

        @Schema(examples = "false", description = "Take the mailbox also if it turns out to be another one.") @Nullable
        Boolean acceptOtherAddress) {

    /** RFC 6749 appendix A: all of these are of visible characters and spaces. */
    static final String VISIBLE = "[\\x20-\\x7E]*";

    static final String NOT_VISIBLE =
            "must be of visible ASCII characters: it may have been cut or wrapped when it was copied";

    /** Without the secrets. */
    @Override
    public String toString() {
        return "PasteInput[" + name + "]";
    }
}
