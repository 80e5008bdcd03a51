package io.mailroom.oauth;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.web.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular about Microsoft: issuers that name a tenant, scopes that are spelt in several ways. */
class MicrosoftTest {

    private static final Provider MICROSOFT = provider(ProviderKind.MICROSOFT);

    private static Provider provider(ProviderKind kind) {
        return new Provider(
                kind.word(),
                kind,
                kind.displayName(),
                "client",
                null,
                null,
                kind.endpoints(null),
                kind.scopes(),
                null,
                kind.authMethod(),
                kind.addressClaims(),
                Map.of(),
                false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
                "openid https://outlook.office365.com/imap.accessasuser.all https://outlook.office365.com/smtp.send",
                "SMTP.Send IMAP.AccessAsUser.All"
            })
    void scopeShouldSufficeHoweverItIsSpelt(String granted) {
        assertThatCode(() -> MailScopes.demand(MICROSOFT, granted)).doesNotThrowAnyException();
    }

    @Test
    void scopeShouldBeNamedWhenItIsMissing() {
        assertThatThrownBy(() -> MailScopes.demand(MICROSOFT, "https://outlook.office.com/IMAP.AccessAsUser.All"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("https://outlook.office.com/SMTP.Send is missing")
                .hasMessageNotContaining("IMAP");
        assertThatCode(() -> MailScopes.demand(MICROSOFT, null)).doesNotThrowAnyException();
    }

    @Test
    void issuerShouldBeOfAnyTenantAndNoOtherHost() {
        var endpoints = MICROSOFT.known();

        for (var issuer : List.of("9188040d-6c67-4c5b-b112-36a304b66dad", "common")) {
            assertThatCode(() -> IssuerCheck.demand(
                            MICROSOFT, endpoints, "https://login.microsoftonline.com/" + issuer + "/v2.0"))
                    .doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> IssuerCheck.demand(MICROSOFT, endpoints, "https://evil.example/common/v2.0"))
                .isInstanceOf(Problem.class);
    }

    @Test
    void issuerShouldBeDemandedWhenTheProviderHasPromisedIt() {
        var google = provider(ProviderKind.GOOGLE);
        var promising = new Endpoints("https://a.example", null, null, null, null, null, null, true);

        assertThatThrownBy(() -> IssuerCheck.demand(google, promising, null)).isInstanceOf(Problem.class);
        assertThatCode(() -> IssuerCheck.demand(google, google.known(), null)).doesNotThrowAnyException();
        assertThatThrownBy(() -> IssuerCheck.demand(google, google.known(), "https://accounts.google.com.evil.example"))
                .isInstanceOf(Problem.class);
    }
}
