package io.mailroom.oauth;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A provider that a user may ask for access. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "OAuthProvider")
record ProviderView(
        @Schema(examples = "google") String id,

        @Schema(
                examples = "google",
                enumeration = {"google", "microsoft", "oidc"})
        String kind,

        @Schema(examples = "Google") String displayName,

        @Schema(
                description =
                        "Absent where this installation is not registered there; then users bring a client along.")
        @Nullable
        String clientId,

        @Schema(description = "Microsoft's tenant; absent means common.") @Nullable
        String tenant,

        @Schema(examples = "https://mail.google.com/") List<String> scopes,

        @Schema(
                examples = "https://mail.example.org/api/v1/open/oauth/callback",
                description = "To be registered at the provider, to the letter.")
        String redirectUri,

        @Schema(
                examples = "authorize",
                description =
                        "authorize: in a browser; device: with another device, if its endpoints have it; paste: by a"
                                + " refresh token.",
                enumeration = {"authorize", "device", "paste"})
        List<String> ways,

        @Schema(examples = "true", description = "Whether there may be a device flow.")
        boolean deviceFlow,

        @Schema(examples = "false", description = "Whether your collective has configured it.")
        boolean own) {

    static ProviderView of(Provider provider, String redirectUri) {
        var ways = new ArrayList<String>();
        if (provider.registered()) {
            ways.add("authorize");
        }
        if (provider.mayHaveDeviceFlow()) {
            ways.add("device");
        }
        ways.add("paste");
        return new ProviderView(
                provider.id(),
                provider.kind().word(),
                provider.displayName(),
                provider.clientId(),
                provider.tenant(),
                provider.scopes(),
                redirectUri,
                ways,
                provider.mayHaveDeviceFlow(),
                provider.own());
    }
}
