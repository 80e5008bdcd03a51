package io.mailroom.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.common.headers.HeaderUtil;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure becomes a problem here, and only here. */
class ProblemMappers {

    @ServerExceptionMapper
    public RestResponse<ProblemBody> problem(Problem problem) {
        problem.told();
        var response = RestResponse.ResponseBuilder.<ProblemBody>create(problem.status())
                .type(ProblemBody.MEDIA_TYPE)
                .entity(problem.body());
        var retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, Math.max(1, retryAfter.toSeconds()));
        }
        if (problem.status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.build();
    }

    @ServerExceptionMapper
    public RestResponse<ProblemBody> invalid(ConstraintViolationException e) {
        var errors = e.getConstraintViolations().stream()
                .map(ProblemMappers::error)
                .sorted()
                .toList();
        return problem(Problem.invalid(errors));
    }

    /** Without our method and parameter names, where it is a parameter that was validated. */
    static Problem.FieldError error(ConstraintViolation<?> violation) {
        int skipped = violation.getExecutableParameters() == null ? 0 : 2;
        return new Problem.FieldError(jsonPath(violation.getPropertyPath(), skipped), violation.getMessage());
    }

    private static String jsonPath(Path path, int skipped) {
        var nodes = StreamSupport.stream(path.spliterator(), false).toList();
        var field = new ArrayList<String>();
        for (int i = Math.min(skipped, nodes.size() - 1); i < nodes.size(); i++) {
            var node = nodes.get(i);
            var name = node.getName();
            if (node.getIndex() != null && !field.isEmpty()) {
                field.set(field.size() - 1, field.getLast() + "[" + node.getIndex() + "]");
            }
            if (name != null && !name.startsWith("<")) {
                field.add(name);
            }
        }
        return String.join(".", field);
    }

    /** Quarkus has a mapper of its own for mismatched input, without a body; naming the class here replaces it. */
    @ServerExceptionMapper({JacksonException.class, MismatchedInputException.class})
    public RestResponse<ProblemBody> malformed(JacksonException e) {
        return problem(Problem.malformed(whatIsWrong(e)));
    }

    /** Our words, not the parser's: its own quote the input and name our classes. */
    static String whatIsWrong(JacksonException e) {
        var location = e.getLocation();
        String where = location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            var path = new StringBuilder();
            for (var step : mapping.getPath()) {
                if (step.getFieldName() == null) {
                    path.append('[').append(step.getIndex()).append(']');
                } else {
                    path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
                }
            }
            return "The field " + path + " has the wrong JSON type" + where + ".";
        }
        return "The body is not the JSON that is expected here" + where + ".";
    }

    @ServerExceptionMapper
    public RestResponse<ProblemBody> http(WebApplicationException e, UriInfo uri) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException json) {
                return malformed(json);
            }
        }
        int status = e.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(e);
        }
        return problem(
                switch (status) {
                    case 401 -> Problem.unauthorized();
                    case 404 -> Problem.notFound("There is nothing at " + uri.getPath() + ".");
                    case 405 ->
                        Problem.of(405, "method", "Method not allowed", "This path does not answer that method.");
                    case 406 -> Problem.of(406, "accept", "Not acceptable", "No answer in a media type you accept.");
                    case 413 -> Problem.tooLarge();
                    case 415 ->
                        Problem.of(
                                415,
                                "media-type",
                                "Unsupported media type",
                                "Send the Content-Type that this path expects, mostly application/json.");
                    case 400 -> Problem.malformed("The request could not be read.");
                    default -> Problem.of(status, "http", "Request refused", "The request was refused.");
                });
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    public RestResponse<ProblemBody> unauthorized(Throwable e) {
        return problem(Problem.unauthorized());
    }

    @ServerExceptionMapper
    public RestResponse<ProblemBody> forbidden(ForbiddenException e) {
        return problem(Problem.forbidden("You may not do this."));
    }

    @ServerExceptionMapper
    public RestResponse<ProblemBody> unexpected(Throwable e) {
        var outage = outage(e); // first, as what is behind it is a connection that failed, too
        if (outage.isPresent()) {
            Log.warn(e.getMessage());
            return problem(Problem.unavailable(outage.get().what() + " does not answer. Try again in a moment."));
        }
        if (databaseGone(e)) {
            Log.warnf("The database does not answer: %s", e.toString());
            return problem(Problem.unavailable("The database does not answer. Try again in a moment."));
        }
        if (isSqlState("22021", e)) { // whatever is stored or looked for: a NUL is no text to PostgreSQL
            return problem(Problem.malformed("Text must not contain NUL."));
        }
        if (isUnreadableType(e) || isCutOffHeader(e)) {
            return problem(Problem.malformed("Accept or Content-Type names no media type."));
        }
        if (isCutOff(e)) {
            return problem(Problem.malformed("The multipart body ends before its last part does."));
        }
        String id = RequestFacts.current()
                .map(RequestFacts::id)
                .orElseGet(() -> UUID.randomUUID().toString());
        Log.errorf(e, "Unexpected failure %s", id);
        return problem(Problem.of(
                500,
                "unexpected",
                "Unexpected failure",
                "Something went wrong on our side. Tell the operator this number: " + id));
    }

    private static Optional<Outage> outage(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(Outage.class::isInstance)
                .map(Outage.class::cast)
                .findFirst();
    }

    /** RESTEasy parses the headers as late as it needs them, and has no exception of its own for those that it cannot. */
    private static boolean isUnreadableType(Throwable e) {
        return e instanceof IllegalArgumentException
                && String.valueOf(e.getMessage()).startsWith("Failed to parse media type");
    }

    /** Its parser runs over the end of a header that says {@code boundary=} and no more. */
    private static boolean isCutOffHeader(Throwable e) {
        return e instanceof StringIndexOutOfBoundsException
                && Stream.of(e.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(HeaderUtil.class.getName()));
    }

    /** Quarkus takes a multipart body without its end for a connection that broke, whose client hears nothing anyway. */
    private static boolean isCutOff(Throwable e) {
        return e instanceof IOException && String.valueOf(e.getMessage()).startsWith("Connection terminated parsing");
    }

    /** A connection that failed or was cut off, and the server's own word for it: class 08 connection, 57P shutdown, 53300 too many. */
    private static boolean databaseGone(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                        .anyMatch(cause -> cause instanceof SocketException
                                || cause instanceof ClosedChannelException
                                || cause instanceof TimeoutException
                                || cause instanceof SQLTransientConnectionException
                                || cause instanceof VertxException
                                        && String.valueOf(cause.getMessage()).contains("onnection"))
                || isSqlState("08", e)
                || isSqlState("57P", e)
                || isSqlState("53300", e);
    }

    /** Hibernate Reactive makes an SQLException of the client's own exception; plain SQL leaves it as it is. */
    private static boolean isSqlState(String prefix, Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .map(cause -> switch (cause) {
                    case PgException pg -> pg.getSqlState();
                    case SQLException sql -> sql.getSQLState();
                    default -> null;
                })
                .anyMatch(state -> state != null && state.startsWith(prefix));
    }
}
