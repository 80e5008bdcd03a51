package io.mailroom.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.web.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a verified token says of its owner. */
class PersonTest {

    private static final Claims ANY =
            new Claims("preferred_username", Optional.of("org"), Optional.empty(), Optional.empty());

    private record Claims(
            String loginClaim,
            Optional<String> collectiveClaim,
            Optional<String> collective,
            Optional<String> adminClaim,
            boolean allVerified)
            implements AccountConfig.Oidc {

        Claims(
                String loginClaim,
                Optional<String> collectiveClaim,
                Optional<String> collective,
                Optional<String> adminClaim) {
            this(loginClaim, collectiveClaim, collective, adminClaim, false);
        }

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Optional<String> issuer() {
            return Optional.empty();
        }

        @Override
        public Optional<String> audience() {
            return Optional.empty();
        }

        @Override
        public String adminValue() {
            return "mailroom-admin";
        }

        @Override
        public boolean joinExisting() {
            return false;
        }

        @Override
        public boolean emailsVerified() {
            return allVerified;
        }

        @Override
        public boolean signUp() {
            return true;
        }
    }

    private static JsonObject token() {
        return new JsonObject()
                .put("iss", "https://issuer.example")
                .put("sub", "4711")
                .put("exp", 2_000_000_000L)
                .put("preferred_username", "anna")
                .put("org", "home");
    }

    private static int refused(JsonObject token, Claims claims) {
        var problem = catchThrowableOfType(Problem.class, () -> Person.of(token, claims));
        assertThat(problem).isNotNull();
        return problem.status();
    }

    @Test
    void loginShouldComeFromTheClaimThatIsConfigured() {
        var byMail = new Claims("email", Optional.of("org"), Optional.empty(), Optional.empty());

        assertThat(Person.of(token().put("email", "anna@example.org"), byMail).login())
                .isEqualTo("anna@example.org");
        assertThat(refused(token(), byMail)).isEqualTo(403);
    }

    @Test
    void loginShouldBeRefusedWhenNothingIsLeftOfIt() {
        assertThat(refused(token().put("preferred_username", ".."), ANY)).isEqualTo(403);
        assertThat(refused(token().put("preferred_username", "   "), ANY)).isEqualTo(403);
        assertThat(refused(token().put("preferred_username", 42), ANY)).isEqualTo(403);
    }

    @Test
    void emailShouldBeTakenWhenItIsVerified() {
        var token = token().put("email", "anna@example.org");

        assertThat(Person.of(token.copy().put("email_verified", true), ANY).email())
                .isEqualTo("anna@example.org");
        assertThat(Person.of(token.copy().put("email_verified", "true"), ANY).email())
                .isEqualTo("anna@example.org");
        assertThat(Person.of(token.copy().put("email_verified", false), ANY).email())
                .isNull();
        assertThat(Person.of(token, ANY).email()).isNull();
    }

    @Test
    void emailShouldBeTakenFromAnIssuerThatVerifiesAllUnlessItSaysOtherwise() {
        var all = new Claims("preferred_username", Optional.of("org"), Optional.empty(), Optional.empty(), true);
        var token = token().put("email", "anna@example.org");

        assertThat(Person.of(token, all).email()).isEqualTo("anna@example.org");
        assertThat(Person.of(token.copy().put("email_verified", false), all).email())
                .isNull();
    }

    @Test
    void collectiveShouldBeASingleValue() {
        assertThat(Person.of(token().put("org", new JsonArray().add("/work")), ANY)
                        .collective())
                .isEqualTo("work");
        assertThat(refused(token().put("org", new JsonArray().add("one").add("two")), ANY))
                .isEqualTo(403);
        assertThat(refused(token().put("org", new JsonArray()), ANY)).isEqualTo(403);
    }

    @Test
    void collectiveShouldBeTheConfiguredOneWhenTheTokenNamesNone() {
        var claims = new Claims("preferred_username", Optional.of("org"), Optional.of("everybody"), Optional.empty());
        var token = token();
        token.remove("org");

        assertThat(Person.of(token, claims).collective()).isEqualTo("everybody");
        assertThat(refused(token, ANY)).isEqualTo(403);
    }

    @Test
    void adminShouldComeFromAPathIntoTheToken() {
        var claims = new Claims(
                "preferred_username", Optional.of("org"), Optional.empty(), Optional.of("realm_access/roles"));
        var roles = new JsonObject().put("roles", new JsonArray().add("mailroom-admin"));

        assertThat(Person.of(token().put("realm_access", roles), claims).admin())
                .contains(true);
        assertThat(Person.of(token(), claims).admin()).contains(false);
        assertThat(Person.of(token(), ANY).admin()).isEmpty();
    }

    @Test
    void claimWhoseNameHasASlashShouldComeBeforeAPath() {
        var claims = new Claims(
                "preferred_username", Optional.of("https://example.org/home"), Optional.empty(), Optional.empty());

        assertThat(Person.of(token().put("https://example.org/home", "acme"), claims)
                        .collective())
                .isEqualTo("acme");
    }
}
