package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.mailroom.oauth.TokenAnswer.Failure;
import io.mailroom.oauth.TokenAnswer.Misconfigured;
import io.mailroom.oauth.TokenAnswer.Temporary;
import io.mailroom.oauth.TokenAnswer.Terminal;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose fault it is that there are no tokens (RFC 6749 section 5.2). Only what a provider says in the protocol's own
 * words is held against the grant or the client: a gateway's error page, a rate limit or a broken network never is.
 */
@ApplicationScoped
class TokenFailures {

    private static final int LONGEST = 500;

    /** Beside invalid_grant what Microsoft and OpenID Connect say when the user has to be there in person. */
    private static final Set<String> CONSENT_AGAIN = Set.of(
            "invalid_grant",
            "interaction_required",
            "login_required",
            "consent_required",
            "access_denied",
            "expired_token");

    private static final Set<String> PASSES = Set.of("temporarily_unavailable", "server_error", "slow_down");

    /** What some say of it in words of their own, under whichever status. */
    private static final Pattern TOO_MANY = Pattern.compile("(?i)rate.?limit|quota|too.?many|throttl");

    /** AADSTS codes that Microsoft files under invalid_grant though the next try may well succeed: busy, throttled, looping. */
    private static final Pattern MICROSOFT_PASSES = Pattern.compile("AADSTS(90033|90055|50196|50168)\\b");

    /** AADSTS codes of a client that is unknown or has no valid secret, under whichever error they come. */
    private static final Pattern MICROSOFT_CLIENT = Pattern.compile("AADSTS(7000215|7000222|7000218|700016|700025)\\b");

    private final Clock clock;

    TokenFailures(Clock clock) {
        this.clock = clock;
    }

    Failure of(HTTPResponse response, TokenClient client, String... secrets) {
        var retryAfter = retryAfter(response.getHeaderValue("Retry-After"));
        int status = response.getStatusCode();
        if (status >= 500 || status == 429 || status == 408) {
            return new Temporary(host(client) + " answered with status " + status + ".", retryAfter);
        }
        var error = error(response);
        String code = error.getCode();
        if (code == null || code.isEmpty()) {
            return new Temporary(
                    host(client) + " answered with status " + status + " and nothing that OAuth2 knows.", retryAfter);
        }
        String said = said(code, error.getDescription(), client, secrets);
        boolean later = retryAfter != null && !CONSENT_AGAIN.contains(code); // it expects to think otherwise by then
        if (later
                || PASSES.contains(code)
                || TOO_MANY.matcher(code).find()
                || MICROSOFT_PASSES.matcher(said).find()) {
            return new Temporary(host(client) + " said " + said, retryAfter);
        }
        boolean client400 = MICROSOFT_CLIENT.matcher(said).find();
        return CONSENT_AGAIN.contains(code) && !client400
                ? new Terminal(code, host(client) + " said " + said)
                : new Misconfigured(code, host(client) + " said " + said);
    }

    Temporary unreachable(TokenClient client, IOException e) {
        return new Temporary(host(client) + " could not be reached: " + e.getMessage(), null);
    }

    Temporary nonsense(TokenClient client) {
        return new Temporary(host(client) + " answered something that holds no tokens.", null);
    }

    private static String host(TokenClient client) {
        return client.tokenEndpoint().getHost();
    }

    /** Whatever media type it comes as. */
    private static ErrorObject error(HTTPResponse response) {
        try {
            return ErrorObject.parse(JSONObjectUtils.parse(response.getBody()));
        } catch (ParseException e) {
            return new ErrorObject(null);
        }
    }

    /** The provider's words, in one line, without what we have sent it. */
    private static String said(String code, @Nullable String description, TokenClient client, String... secrets) {
        String text = description == null || description.isBlank() ? code : code + ": " + description;
        for (String secret : secrets) {
            text = text.replace(secret, "***");
        }
        if (client.secret() != null) {
            text = text.replace(client.secret(), "***");
        }
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }

    /** Seconds or a date (RFC 9110 section 10.2.3). */
    private @Nullable Duration retryAfter(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            if (header.matches("\\d{1,7}")) {
                return Duration.ofSeconds(Long.parseLong(header));
            }
            var until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            var wait = Duration.between(clock.instant(), until);
            return wait.isNegative() ? null : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
