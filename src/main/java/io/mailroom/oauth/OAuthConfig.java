package io.mailroom.oauth;

import io.mailroom.egress.BearerMechanism;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operator's OAuth2 providers, and how long things may take. */
@ConfigMapping(prefix = "mailroom.oauth")
interface OAuthConfig {

    /** How long a provider may take for one answer. */
    @WithDefault("10s")
    Duration timeout();

    /** How long before its end an access token is replaced, or a quarter of its life where that is less. */
    @WithDefault("5m")
    Duration refreshAhead();

    /** An access token younger than this is not replaced because a mail server has refused it. */
    @WithDefault("1m")
    Duration renewAtMostEvery();

    /** A grant that nobody uses is refreshed after this time: Google forgets it after 6 months, Microsoft after 90 days. */
    @WithDefault("7d")
    Duration keepAlive();

    /** How long a user may take to consent. */
    @WithDefault("10m")
    Duration consentTime();

    /** How long what an issuer says of its endpoints is believed. */
    @WithDefault("1h")
    Duration discoveryLife();

    /** Providers for everybody, by the id that users call them by. */
    Map<String, Provider> provider();

    interface Provider {
        /** {@code google}, {@code microsoft} or {@code oidc}; left out it is what the id says, or oidc. */
        Optional<ProviderKind> kind();

        /** What users read; the id where it is left out. */
        Optional<String> displayName();

        /** As the provider has given it to this installation. */
        Optional<String> clientId();

        /** The same; left out for a public client. */
        Optional<String> clientSecret();

        /** Microsoft: {@code common}, {@code organizations}, {@code consumers}, or a tenant's id or domain. */
        Optional<String> tenant();

        /** OpenID Connect: where the endpoints are discovered. */
        Optional<URI> issuer();

        Optional<URI> authorizationEndpoint();

        Optional<URI> tokenEndpoint();

        Optional<URI> deviceAuthorizationEndpoint();

        Optional<URI> revocationEndpoint();

        Optional<URI> userinfoEndpoint();

        Optional<URI> jwksUri();

        /** What is asked for, instead of what the kind needs for mail. */
        Optional<List<String>> scopes();

        /** {@code xoauth2} or {@code oauthbearer}, where the mail server's own offer is not to decide. */
        Optional<BearerMechanism> sasl();

        /** {@code client_secret_basic}, {@code client_secret_post} or {@code none}. */
        Optional<AuthMethod> authMethod();

        /** The claim of the ID token that is the mailbox's address. */
        Optional<String> addressClaim();

        /** More parameters of the authorization request. */
        Map<String, String> authorizeParameters();
    }
}
