package io.mailroom.send;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The beginning of a mail, to be changed and posted. */
@Schema(name = "MailDraft")
@JsonInclude(JsonInclude.Include.NON_NULL)
record DraftView(
        @JsonUnwrapped SimpleMail mail,

        @Schema(description = "What is left out of it, and why; no part of the mail.") @Nullable
        String note) {

    DraftView noting(@Nullable String what) {
        return new DraftView(mail, what);
    }
}
