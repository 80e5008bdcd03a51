package io.mailroom.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the kinds of destinations need, without what is secret: each takes what is its own, and the rest is not kept. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "DestinationOptions")
record Options(
        @Schema(
                examples = "https://paperless.example.org",
                description =
                        "Where it is: of docspell and paperless what comes before /api, of s3 the endpoint (absent:"
                                + " Amazon), of webhook what is called.")
        @Nullable
        @Size(max = 2000)
        String url,

        @Schema(description = "Which files it is given; absent: the mail, and of paperless the attachments.") @Nullable
        Choice content,

        @Schema(examples = "*.pdf|*.png", description = "Attachments to hand over; absent: all.")
        @Nullable
        @Size(max = 1000)
        String fileFilter,

        @Schema(description = "docspell: the id of a source, for the upload endpoint.") @Nullable @Size(max = 200)
        String source,

        @Schema(description = "docspell: the collective, for the integration endpoint.") @Nullable @Size(max = 200)
        String collective,

        @Schema(
                examples = "Docspell-Integration",
                description = "docspell: the header that the secret is sent in; absent: the secret is a password.")
        @Nullable
        @Pattern(regexp = "[A-Za-z0-9-]{1,100}", message = "must be the name of a header")
        String header,

        @Schema(description = "docspell: whose password the secret is.") @Nullable @Size(max = 200)
        String user,

        @Schema(description = "docspell: besides those of the item; paperless: ids.") @Nullable @Size(max = 50)
        List<@Size(max = 200) String> tags,

        @Schema(description = "docspell: the name or id of a folder.") @Nullable @Size(max = 200)
        String itemFolder,

        @Schema(examples = "deu", description = "docspell: absent, the item's own.") @Nullable @Size(max = 10)
        String language,

        @Schema(description = "paperless: an id.") @Nullable Integer correspondent,
        @Schema(description = "paperless: an id.") @Nullable Integer documentType,

        @Schema(examples = "invoices/2026", description = "folder: below the one that is yours; absent: that one.")
        @Nullable
        @Size(max = 500)
        String path,

        @Schema(examples = "eu-central-1", description = "s3; absent: us-east-1.") @Nullable @Size(max = 100)
        String region,

        @Schema(description = "s3") @Nullable @Size(max = 255)
        String bucket,

        @Schema(examples = "mail/", description = "s3: what all keys begin with.") @Nullable @Size(max = 500)
        String prefix,

        @Schema(description = "s3: its secret key is the secret.") @Nullable @Size(max = 200)
        String accessKey,

        @Schema(description = "s3: the bucket stands in the path; absent: it does where there is a url.") @Nullable
        Boolean pathStyle,

        @Schema(description = "webhook: the message stands in the call, as Base64, unless it is too large.") @Nullable
        Boolean inline) {

    /** What of these the kind takes. */
    Options of(Kind kind) {
        boolean docspell = kind == Kind.DOCSPELL;
        boolean paperless = kind == Kind.PAPERLESS;
        boolean s3 = kind == Kind.S3;
        boolean files = kind != Kind.WEBHOOK;
        return new Options(
                kind == Kind.FOLDER ? null : given(url),
                files ? content : null,
                files ? given(fileFilter) : null,
                docspell ? given(source) : null,
                docspell ? given(collective) : null,
                docspell ? given(header) : null,
                docspell ? given(user) : null,
                (docspell || paperless) && tags != null && !tags.isEmpty() ? List.copyOf(tags) : null,
                docspell ? given(itemFolder) : null,
                docspell ? given(language) : null,
                paperless ? correspondent : null,
                paperless ? documentType : null,
                kind == Kind.FOLDER ? given(path) : null,
                s3 ? given(region) : null,
                s3 ? given(bucket) : null,
                s3 ? given(prefix) : null,
                s3 ? given(accessKey) : null,
                s3 ? pathStyle : null,
                kind == Kind.WEBHOOK ? inline : null);
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    List<String> tagList() {
        return tags == null ? List.of() : tags;
    }

    Choice chosen(Kind kind) {
        return content != null ? content : kind == Kind.PAPERLESS ? Choice.ATTACHMENTS : Choice.MAIL;
    }
}
