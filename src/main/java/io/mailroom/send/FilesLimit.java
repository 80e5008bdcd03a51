package io.mailroom.send;

import io.mailroom.outbox.SendConfig;
import io.mailroom.web.Problem;
import io.mailroom.web.Problems;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/** Refuses a mail with files that says it is too large before any of it is read. */
@ApplicationScoped
class FilesLimit {

    /** Before the body is read. */
    private static final int EARLY = -1000;

    private final SendConfig config;

    FilesLimit(SendConfig config) {
        this.config = config;
    }

    void install(@Observes Router router) {
        router.post("/api/v1/sec/email/send/*").order(EARLY).handler(this::check);
    }

    private void check(RoutingContext context) {
        var type = context.request().getHeader("Content-Type");
        var length = context.request().getHeader("Content-Length");
        // Encoded, it only becomes larger.
        if (type == null
                || !type.toLowerCase(Locale.ROOT).startsWith("multipart/")
                || length == null
                || !length.matches("\\d{1,18}")
                || Long.parseLong(length) <= config.maxSize().asLongValue()) {
            context.next();
            return;
        }
        // The client is still sending what nobody will read, so this connection serves for nothing else.
        context.response()
                .putHeader("Connection", "close")
                .endHandler(sent -> context.request().connection().close());
        Problems.send(context, exceeded(config)).subscribe().with(sent -> {}, context::fail);
    }

    static Problem exceeded(SendConfig config) {
        return Problem.of(
                413,
                "too-large",
                "Too large",
                "A mail may have at most " + config.maxSize().asLongValue()
                        + " bytes with all that goes along. Nothing was sent.");
    }
}
