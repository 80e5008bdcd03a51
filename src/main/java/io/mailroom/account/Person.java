package io.mailroom.account;

import io.mailroom.web.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a verified token of the configured issuer speaks of.
 *
 * @param email null where nobody has verified it
 * @param admin empty where the configuration leaves that to this service
 * @param issued when the token was; long ago where it does not say
 * @param expires when the token does
 */
record Person(
        String issuer,
        String subject,
        String login,
        String collective,
        @Nullable String email,
        Optional<Boolean> admin,
        Instant issued,
        Instant expires) {

    /** OpenID Connect Core section 2: 255 ASCII characters at most; an issuer is an URL. */
    private static final int LONGEST_SUBJECT = 255;

    private static final int LONGEST_ISSUER = 1000;
    private static final int LONGEST_EMAIL = 320;
    private static final int LONGEST_NAME = 128;

    private static final Pattern IDENT = Pattern.compile("(?!\\.{1,2}\\z)[A-Za-z0-9_.@-]{1,128}");

    /** @throws Problem 403 when the token does not say who its owner is here */
    static Person of(JsonObject claims, AccountConfig.Oidc config) {
        var subject = required(claims, "sub", LONGEST_SUBJECT);
        return new Person(
                required(claims, "iss", LONGEST_ISSUER),
                subject,
                login(required(claims, config.loginClaim(), LONGEST_EMAIL)),
                collective(claims, config),
                email(claims, config),
                config.adminClaim().map(claim -> values(claims, claim).contains(config.adminValue())),
                claims.getValue("iat") instanceof Number issued
                        ? Instant.ofEpochSecond(issued.longValue())
                        : Instant.EPOCH,
                Instant.ofEpochSecond(claims.getLong("exp")));
    }

    /** Notices go there, so nobody may name somebody else's (OpenID Connect Core section 5.1). */
    private static @Nullable String email(JsonObject claims, AccountConfig.Oidc config) {
        boolean verified = switch (claims.getValue("email_verified")) {
            case Boolean said -> said;
            case String said -> Boolean.parseBoolean(said); // Amazon Cognito's way
            case null -> config.emailsVerified();
            default -> false;
        };
        return verified
                ? text(claims, "email")
                        .filter(email -> email.length() <= LONGEST_EMAIL)
                        .orElse(null)
                : null;
    }

    private static String required(JsonObject claims, String claim, int longest) {
        return text(claims, claim)
                .filter(value -> value.length() <= longest)
                .orElseThrow(() -> Problem.forbidden("Your token does not say who you are here: its claim " + claim
                        + " is missing, empty or too long. Whoever runs your identity provider can add it."));
    }

    /** A login stands in URLs: what cannot is replaced. That two become one is no harm, as nobody is known by it. */
    private static String login(String text) {
        var login = text.replaceAll("[^A-Za-z0-9_.@-]+", "-");
        login = login.substring(0, Math.min(LONGEST_NAME, login.length()));
        if (!isName(login)) {
            throw Problem.forbidden("Your name at your identity provider cannot be a login here.");
        }
        return login;
    }

    static boolean isName(String text) {
        return IDENT.matcher(text).matches();
    }

    /** Taken as it is or not at all: two collectives that became one would read each other's mail. */
    private static String collective(JsonObject claims, AccountConfig.Oidc config) {
        var name = config.collectiveClaim()
                .flatMap(claim -> text(claims, claim))
                .map(text -> text.startsWith("/") ? text.substring(1) : text) // a group's path, as Keycloak writes it
                .or(config::collective)
                .orElseThrow(() -> Problem.forbidden("Your token does not say which collective you belong to: it has no"
                        + " single value in " + config.collectiveClaim().orElse("its claims")
                        + ". Whoever runs your identity provider can add it."));
        if (!isName(name)) {
            throw Problem.forbidden(
                    "Your token names a collective whose name is none here: use A-Z a-z 0-9 - _ . @ only.");
        }
        return name;
    }

    private static Optional<String> text(JsonObject claims, String claim) {
        var values = values(claims, claim);
        return values.size() == 1
                ? Optional.of(values.getFirst()).map(String::strip).filter(value -> !value.isEmpty())
                : Optional.empty();
    }

    /** A text, or the texts of an array. A claim of that name comes before a path such as {@code realm_access/roles}. */
    private static List<String> values(JsonObject claims, String claim) {
        var value = claims.getValue(claim);
        int slash = claim.indexOf('/');
        if (value == null && slash > 0 && claims.getValue(claim.substring(0, slash)) instanceof JsonObject inner) {
            return values(inner, claim.substring(slash + 1));
        }
        return switch (value) {
            case String text -> List.of(text);
            case JsonArray array ->
                array.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.of();
        };
    }

    /** Without the address. */
    @Override
    public String toString() {
        return "Person[" + subject + " of " + issuer + "]";
    }
}
