package io.mailroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.BearerMechanism;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operator's providers, from the lines of a configuration. */
class ConfiguredProviderTest {

    private static Provider provider(String id, String... lines) {
        return Providers.of(id, config(id, lines).provider().get(id));
    }

    static OAuthConfig config(String id, String... lines) {
        var properties = new HashMap<String, String>();
        for (String line : lines) {
            var halves = line.split("=", 2);
            properties.put("mailroom.oauth.provider." + id + "." + halves[0], halves[1]);
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(OAuthConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(OAuthConfig.class);
    }

    @Test
    void googleShouldNeedItsClientOnly() {
        var google = provider("google", "client-id=c", "client-secret=never shown");

        assertThat(google.kind()).isEqualTo(ProviderKind.GOOGLE);
        assertThat(google.displayName()).isEqualTo("Google");
        assertThat(google.known().token()).isEqualTo(URI.create("https://oauth2.googleapis.com/token"));
        assertThat(google.mailScopes()).containsExactly("https://mail.google.com/");
        assertThat(google.mayHaveDeviceFlow()).isFalse();
        assertThat(google.toString()).doesNotContain("never shown");
    }

    @Test
    void microsoftShouldBeOfTheTenantThatIsConfigured() {
        var contoso =
                provider("contoso", "kind=microsoft", "client-id=c", "tenant=contoso.example", "display-name=Contoso");

        assertThat(contoso.displayName()).isEqualTo("Contoso");
        assertThat(contoso.known().authorization())
                .isEqualTo(URI.create("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize"));
        assertThat(contoso.mailScopes()).hasSize(2);
        assertThat(contoso.mayHaveDeviceFlow()).isTrue();
        assertThat(contoso.client(URI.create("https://x.example/t"), "c", null).authMethod())
                .isEqualTo(AuthMethod.NONE);
    }

    @Test
    void issuerShouldTakeEverythingThatCanBeConfigured() {
        var home = provider(
                "home",
                "issuer=https://login.example.org",
                "client-id=c",
                "scopes=openid,mail",
                "sasl=oauthbearer",
                "auth-method=client-secret-post",
                "address-claim=upn",
                "authorize-parameters.audience=mail server",
                "revocation-endpoint=https://login.example.org/revoke");

        assertThat(home.kind()).isEqualTo(ProviderKind.OIDC);
        assertThat(home.known().issuer()).isEqualTo("https://login.example.org");
        assertThat(home.known().token()).isNull();
        assertThat(home.known().revocation()).isEqualTo(URI.create("https://login.example.org/revoke"));
        assertThat(home.scopes()).isEqualTo(List.of("openid", "mail"));
        assertThat(home.mailScopes()).containsExactly("mail");
        assertThat(home.sasl()).isEqualTo(BearerMechanism.OAUTHBEARER);
        assertThat(home.authMethod()).isEqualTo(AuthMethod.CLIENT_SECRET_POST);
        assertThat(home.addressClaims()).containsExactly("upn");
        assertThat(home.authorizeParameters()).containsEntry("audience", "mail server");
        assertThat(provider("home", "client-id=c", "sasl=XOAUTH2", "auth-method=client_secret_basic")
                        .sasl())
                .isEqualTo(BearerMechanism.XOAUTH2);
    }
}
