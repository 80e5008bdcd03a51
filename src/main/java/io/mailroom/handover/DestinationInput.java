package io.mailroom.handover;

import io.mailroom.web.Ident;
import io.mailroom.web.PageName;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A destination as a client sends it. */
@Schema(name = "DestinationInput")
record DestinationInput(
        @Schema(examples = "paperless", description = "Stands in URLs; a PUT may change it.") @NotNull @Ident @PageName
        String name,

        @NotNull Kind kind,
        @NotNull @Valid Options options,

        @Schema(
                writeOnly = true,
                description =
                        "Absent or null keeps what is stored, an empty text removes it. docspell: a password or the"
                                + " value of a header; paperless: a token; s3: the secret key; webhook: whsec_ and the Base64 of 24"
                                + " to 64 bytes.")
        @Nullable
        @Size(max = 8192)
        @Pattern(regexp = "[\\x20-\\x7e]*", message = "must be printable ASCII")
        String secret,

        @Schema(examples = "3", description = "The version that was read; another one in the database is a 409.")
        @Nullable
        Long version) {

    /**
     * @param hasSecret whether there is one once this is stored
     * @throws Problem 422 when values do not go together
     */
    void check(boolean hasSecret) {
        List<FieldError> errors = new OptionRules(kind, options, hasSecret, secret).errors();
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "DestinationInput[" + name + ", " + kind + "]";
    }
}
