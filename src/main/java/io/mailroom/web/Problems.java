package io.mailroom.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Arc;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Sends a problem where no resource is involved yet: before routing, at the door, for bodies that are too large. */
public final class Problems {

    private Problems() {}

    public static Uni<Void> send(RoutingContext context, Problem problem) {
        var response = context.response();
        if (response.ended() || response.headWritten()) {
            return Uni.createFrom().voidItem();
        }
        problem.told();
        if (new PageRequest(context).forPage()) {
            response.setStatusCode(problem.status()).putHeader("Content-Type", "text/html;charset=UTF-8");
            return ErrorPages.of(problem.body())
                    .createUni()
                    .chain(html -> Uni.createFrom()
                            .completionStage(() -> response.end(html).toCompletionStage()));
        }
        response.setStatusCode(problem.status()).putHeader("Content-Type", ProblemBody.MEDIA_TYPE);
        var retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            response.putHeader("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        return Uni.createFrom()
                .completionStage(() -> response.end(json(problem)).toCompletionStage());
    }

    private static String json(Problem problem) {
        try {
            return Arc.container().instance(ObjectMapper.class).get().writeValueAsString(problem.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
