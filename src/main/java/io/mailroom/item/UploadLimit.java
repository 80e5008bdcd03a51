package io.mailroom.item;

import io.mailroom.web.Problem;
import io.mailroom.web.Problems;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Refuses an upload that says it is too large before any of it is read. */
@ApplicationScoped
class UploadLimit {

    /** Before the body is read, and before Quarkus' own limit, which answers without a problem. */
    private static final int EARLY = -1000;

    private final ItemConfig config;

    UploadLimit(ItemConfig config) {
        this.config = config;
    }

    void install(@Observes Router router) {
        router.post("/api/v1/sec/upload/*").order(EARLY).handler(this::check);
        router.post("/app/items/upload").order(EARLY).handler(this::check);
    }

    private void check(RoutingContext context) {
        var length = context.request().getHeader("Content-Length");
        if (length == null || !length.matches("\\d{1,18}") || Long.parseLong(length) <= limit()) {
            context.next();
            return;
        }
        // The client is still sending what nobody will read, so this connection serves for nothing else.
        context.response()
                .putHeader("Connection", "close")
                .endHandler(sent -> context.request().connection().close());
        Problems.send(context, exceeded(config)).subscribe().with(sent -> {}, context::fail);
    }

    private long limit() {
        return config.maxUpload().asLongValue();
    }

    static Problem exceeded(ItemConfig config) {
        return Problem.of(
                413,
                "too-large",
                "Too large",
                "This server accepts uploads of up to " + config.maxUpload().asLongValue() + " bytes.");
    }
}
