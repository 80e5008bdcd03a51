package io.mailroom.oauth;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a provider beforehand. */
enum ProviderKind {
    /** Access and refresh tokens for all of Gmail; the scope is one for IMAP and SMTP. */
    GOOGLE(
            "Google",
            List.of("https://mail.google.com/", "openid", "email"),
            AuthMethod.CLIENT_SECRET_POST,
            List.of("email"),
            // without both a second consent gives no refresh token
            Map.of("access_type", "offline", "prompt", "consent")) {
        @Override
        Endpoints endpoints(@Nullable String tenant) {
            return new Endpoints(
                    "https://accounts.google.com",
                    URI.create("https://accounts.google.com/o/oauth2/v2/auth"),
                    URI.create("https://oauth2.googleapis.com/token"),
                    null, // there is one, and it gives no access to mail
                    URI.create("https://oauth2.googleapis.com/revoke"),
                    URI.create("https://openidconnect.googleapis.com/v1/userinfo"),
                    URI.create("https://www.googleapis.com/oauth2/v3/certs"),
                    false);
        }
    },
    /** Outlook.com and Microsoft 365. Refresh tokens rotate; there is no revocation. */
    MICROSOFT(
            "Microsoft",
            List.of(
                    "https://outlook.office.com/IMAP.AccessAsUser.All",
                    "https://outlook.office.com/SMTP.Send",
                    "offline_access",
                    "openid",
                    "profile",
                    "email"),
            AuthMethod.CLIENT_SECRET_POST,
            List.of("preferred_username", "email"),
            Map.of("prompt", "select_account")) {
        @Override
        Endpoints endpoints(@Nullable String tenant) {
            String root = "https://login.microsoftonline.com/" + (tenant == null ? "common" : tenant);
            return new Endpoints(
                    root + "/v2.0",
                    URI.create(root + "/oauth2/v2.0/authorize"),
                    URI.create(root + "/oauth2/v2.0/token"),
                    URI.create(root + "/oauth2/v2.0/devicecode"),
                    null,
                    null, // Graph's userinfo wants a token of its own
                    URI.create(root + "/discovery/v2.0/keys"),
                    false);
        }
    },
    /** Any other: by discovery, or by its endpoints. */
    OIDC(
            "OpenID Connect",
            List.of("openid", "email", "offline_access"),
            AuthMethod.CLIENT_SECRET_BASIC,
            List.of("email"),
            Map.of()) {
        @Override
        Endpoints endpoints(@Nullable String tenant) {
            return Endpoints.UNKNOWN;
        }
    };

    private final String displayName;
    private final List<String> scopes;
    private final AuthMethod authMethod;
    private final List<String> addressClaims;
    private final Map<String, String> authorizeParameters;

    ProviderKind(
            String displayName,
            List<String> scopes,
            AuthMethod authMethod,
            List<String> addressClaims,
            Map<String, String> authorizeParameters) {
        this.displayName = displayName;
        this.scopes = scopes;
        this.authMethod = authMethod;
        this.addressClaims = addressClaims;
        this.authorizeParameters = authorizeParameters;
    }

    abstract Endpoints endpoints(@Nullable String tenant);

    /** As it stands in configuration and on the wire. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ProviderKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    String displayName() {
        return displayName;
    }

    List<String> scopes() {
        return scopes;
    }

    AuthMethod authMethod() {
        return authMethod;
    }

    /** The claims of an ID token that may be the mailbox's address, the best first. */
    List<String> addressClaims() {
        return addressClaims;
    }

    Map<String, String> authorizeParameters() {
        return authorizeParameters;
    }
}
