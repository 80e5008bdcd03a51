package io.mailroom.web;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Pages have no matrix parameters. A resource would be found as if they were not there, but what guards a path goes by
 * all of it: {@code /app;x} is not below {@code /app} then.
 */
@ApplicationScoped
class PlainPaths {

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE + 1).handler(PlainPaths::refuse);
    }

    private static void refuse(RoutingContext context) {
        String path = context.normalizedPath();
        if (!path.contains(";") || new PageRequest(context).isForPrograms()) {
            context.next();
        } else {
            Problems.send(context, Problem.notFound("There is nothing at " + path + "."))
                    .subscribe()
                    .with(sent -> {}, context::fail);
        }
    }
}
