package io.mailroom.web;

import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that ends this request, told as RFC 9457 describes. It has no stack trace: it is an answer, not a fault.
 */
public final class Problem extends RuntimeException {

    /** What is wrong with one field of the input, by its JSON path. */
    @RegisterForReflection
    public record FieldError(String field, String message) implements Comparable<FieldError> {

        @Override
        public int compareTo(FieldError other) {
            return Comparator.comparing(FieldError::field)
                    .thenComparing(FieldError::message)
                    .compare(this, other);
        }
    }

    private final int status;
    private final String type;
    private final String title;
    private final String detail;
    private final List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    private Problem(
            int status,
            String type,
            String title,
            String detail,
            List<FieldError> errors,
            @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.title = title;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, List.of(), null);
    }

    /** Told to somebody: what an operator sees of refusals. Types are ours, and few. */
    void told() {
        Metrics.counter("mailroom.refusals", "type", type, "status", Integer.toString(status))
                .increment();
    }

    /** 404, also for what belongs to someone else. */
    public static Problem notFound(String detail) {
        return of(404, "not-found", "Not found", detail);
    }

    /** 409: it clashes with what is stored. */
    public static Problem conflict(String detail) {
        return of(409, "conflict", "Conflict", detail);
    }

    /** 409: the object was changed since it was read. */
    public static Problem stale(long current) {
        return of(
                409,
                "stale",
                "Changed meanwhile",
                "It was changed by someone else since you read it; its version is now " + current
                        + ". Read it again and repeat your change.");
    }

    /** 409: the object was changed while this request changed it. */
    public static Problem stale() {
        return of(
                409,
                "stale",
                "Changed meanwhile",
                "It was changed by someone else at the same moment. Read it again and repeat your change.");
    }

    /** 403: the caller may not do this at all. */
    public static Problem forbidden(String detail) {
        return of(403, "forbidden", "Forbidden", detail);
    }

    public static Problem unauthorized() {
        return of(
                401,
                "unauthorized",
                "Not logged in",
                "Send a valid token as X-Docspell-Auth or Authorization: Bearer; POST /api/v1/open/auth/login gives one.");
    }

    /** 400: it could not even be read. */
    public static Problem malformed(String detail) {
        return of(400, "malformed", "Malformed request", detail);
    }

    /** 413: it is not even read. */
    static Problem tooLarge() {
        return of(413, "too-large", "Too large", "The body is larger than this server accepts.");
    }

    /** 422: it was read, and these values are wrong. */
    public static Problem invalid(List<FieldError> errors) {
        String detail = String.join(
                "; ", errors.stream().map(e -> e.field() + " " + e.message()).toList());
        return new Problem(422, "invalid", "Invalid values", detail, errors, null);
    }

    public static Problem invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** 429, with the time after which it is worth trying again. */
    public static Problem tooMany(String detail, Duration retryAfter) {
        return new Problem(429, "too-many", "Too many attempts", detail, List.of(), retryAfter);
    }

    /** 502: the mail server refused or failed. */
    public static Problem mailServer(String detail) {
        return mailServer(detail, List.of());
    }

    /** 502, with what is to be said about single values of the input. */
    public static Problem mailServer(String detail, List<FieldError> errors) {
        return new Problem(502, "mail-server", "The mail server refused or failed", detail, errors, null);
    }

    /** 503: something that we depend on is gone for now. */
    public static Problem unavailable(String detail) {
        return new Problem(503, "unavailable", "Unavailable for the moment", detail, List.of(), Duration.ofSeconds(5));
    }

    /** 503: something that we depend on is to be left alone for this long. */
    public static Problem unavailable(String detail, Duration retryAfter) {
        return new Problem(503, "unavailable", "Unavailable for the moment", detail, List.of(), retryAfter);
    }

    public int status() {
        return status;
    }

    public String detail() {
        return detail;
    }

    List<FieldError> errors() {
        return errors;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    ProblemBody body() {
        return new ProblemBody("/problems/" + type, title, status, detail, false, detail, errors, instance());
    }

    private static @Nullable String instance() {
        return RequestFacts.current().map(facts -> "/requests/" + facts.id()).orElse(null);
    }
}
