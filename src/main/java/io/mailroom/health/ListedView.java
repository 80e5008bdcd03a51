package io.mailroom.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A connection with how it is doing. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ListedConnection")
public record ListedView(
        @Schema(examples = "imap") String kind,
        @Schema(examples = "example.org") String name,
        @JsonUnwrapped HealthView health) {

    static ListedView of(String kind, String name, HealthView health) {
        return new ListedView(kind, name, health);
    }
}
