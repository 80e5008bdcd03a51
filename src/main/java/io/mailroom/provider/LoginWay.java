package io.mailroom.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A way to be let in.
 *
 * @param provider the OAuth provider that Mailroom brings; null with endpoints is one that the operator can configure
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MailProviderLogin")
public record LoginWay(
        Kind kind,
        @Nullable String provider,
        @Nullable String issuer,
        @Nullable String authorizationUrl,
        @Nullable String tokenUrl,
        @Nullable String scope,

        @Schema(description = "Where such a password is made.") @Nullable
        String link) {

    public enum Kind {
        /** The password of the mailbox. */
        @JsonProperty("password")
        PASSWORD,
        /** A password made for this program alone. */
        @JsonProperty("app-password")
        APP_PASSWORD,
        /** A password for mail, other than that of the account. */
        @JsonProperty("mail-password")
        MAIL_PASSWORD,
        @JsonProperty("oauth")
        OAUTH
    }

    /** Whose tokens the two providers that Mailroom brings give out, by the host they are asked for at. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "accounts.google.com", "google",
            "login.microsoftonline.com", "microsoft");

    static LoginWay password() {
        return new LoginWay(Kind.PASSWORD, null, null, null, null, null, null);
    }

    static LoginWay oauth(
            @Nullable String issuer,
            @Nullable String authorizationUrl,
            @Nullable String tokenUrl,
            @Nullable String scope) {
        var provider = authorizationUrl == null ? null : PROVIDERS.get(host(authorizationUrl));
        return provider == null
                ? new LoginWay(Kind.OAUTH, null, issuer, authorizationUrl, tokenUrl, scope, null)
                : new LoginWay(Kind.OAUTH, provider, null, null, null, null, null);
    }

    private static String host(String url) {
        try {
            return String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
