package io.mailroom.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailroom.egress.AddressRange;
import io.mailroom.web.Problem;
import io.mailroom.web.Problems;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Metrics name no user, but they are not for everybody: who scrapes them is inside the operator's network, or has the token.
 * They are on the port that users reach, so what a reverse proxy passes on is refused without it.
 */
@ApplicationScoped
class MetricsDoor {

    private static final String BEARER = "Bearer ";

    private static final List<String> FORWARDED =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP");

    private final List<AddressRange> from;
    private final Optional<String> token;

    MetricsDoor(OpsConfig config) {
        from = config.metricsFrom().stream()
                .map(String::strip)
                .map(AddressRange::of)
                .toList();
        token = config.metricsToken();
    }

    void install(@Observes Router router) {
        router.route("/q/metrics*").order(Integer.MIN_VALUE + 2).handler(this::look);
    }

    private void look(RoutingContext context) {
        var request = context.request();
        if (token.isPresent() ? shows(token.get(), request) : isNear(request)) {
            request.headers().remove("Authorization"); // it is no user's
            context.next();
            return;
        }
        var refusal = token.isPresent()
                ? Problem.unauthorized()
                : Problem.forbidden(
                        "Metrics are for those within the operator's network (mailroom.ops.metrics-from), or with a"
                                + " token (mailroom.ops.metrics-token).");
        Problems.send(context, refusal).subscribe().with(sent -> {}, context::fail);
    }

    private static boolean shows(String token, HttpServerRequest request) {
        String shown = request.getHeader("Authorization");
        return shown != null
                && shown.startsWith(BEARER)
                && MessageDigest.isEqual(shown.substring(BEARER.length()).getBytes(UTF_8), token.getBytes(UTF_8));
    }

    private boolean isNear(HttpServerRequest request) {
        var remote = request.remoteAddress();
        if (remote == null
                || remote.hostAddress() == null
                || FORWARDED.stream().anyMatch(request.headers()::contains)) {
            return false;
        }
        var address = InetAddress.ofLiteral(remote.hostAddress());
        return from.stream().anyMatch(range -> range.contains(address));
    }
}
