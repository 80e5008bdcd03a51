package io.mailroom.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailroom.egress.EgressException;
import io.mailroom.egress.WebClient;
import io.mailroom.egress.WebClient.Answer;
import io.mailroom.egress.WebClient.Request;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One POST to a receiver, as Standard Webhooks has it. Blocking. */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class Call {

    /** A receiver may answer at length; more than this counts as no answer, and only the beginning is kept. */
    private static final int LONGEST_ANSWER = 1 << 20;

    private static final int KEPT = 1000;
    private static final int GONE = 410;
    private static final Duration LONGEST_ASKED = Duration.ofHours(6);

    private final WebClient web;
    private final WebhookConfig config;
    private final Clock clock;
    private final MeterRegistry metrics;

    Call(WebClient web, WebhookConfig config, Clock clock, MeterRegistry metrics) {
        this.web = web;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        calls("delivered");
        calls("refused");
    }

    Outcome make(Receiver receiver, Delivery delivery) {
        long began = System.nanoTime();
        var outcome = talk(receiver, delivery);
        calls(outcome instanceof Outcome.Taken ? "delivered" : "refused")
                .record(Duration.ofNanos(System.nanoTime() - began));
        return outcome;
    }

    private Timer calls(String outcome) {
        return Timer.builder("mailroom.webhook.call")
                .description("Events told to receivers")
                .tag("outcome", outcome)
                .register(metrics);
    }

    private Outcome talk(Receiver receiver, Delivery delivery) {
        var id = delivery.event().toString();
        long timestamp = clock.instant().getEpochSecond();
        var headers = Map.of(
                "content-type",
                "application/json",
                "user-agent",
                "Mailroom",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(timestamp),
                "webhook-signature",
                receiver.secret().signature(id, timestamp, delivery.body()));
        try {
            // A redirect is an answer like any other: what is signed for one address is not told to another.
            return outcome(web.send(new Request(
                    "POST",
                    receiver.url(),
                    headers,
                    delivery.body().getBytes(UTF_8),
                    config.timeout(),
                    LONGEST_ANSWER,
                    0)));
        } catch (EgressException e) {
            return new Outcome.Refused(null, null, String.valueOf(e.getMessage()), false, null);
        } catch (RuntimeException e) { // one event that cannot be sent at all must not keep the job from all others
            Log.errorf(e, "Webhook %s could not be called", receiver.webhook());
            return new Outcome.Refused(null, null, "Mailroom could not make this call; its log says why.", false, null);
        }
    }

    private static Outcome outcome(Answer answer) {
        int status = answer.status();
        var beginning = beginning(answer);
        return status / 100 == 2
                ? new Outcome.Taken(status, beginning)
                : new Outcome.Refused(
                        status, beginning, "The receiver answered " + status + ".", status == GONE, asked(answer));
    }

    /** PostgreSQL takes no NUL. */
    private static String beginning(Answer answer) {
        var text = answer.text().replace('\0', ' ');
        return text.length() <= KEPT ? text : text.substring(0, KEPT);
    }

    /** RFC 9110 section 10.2.3, in seconds; a date there is as good as nothing. */
    private static @Nullable Duration asked(Answer answer) {
        return answer.header("retry-after")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .map(asked -> asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked)
                .orElse(null);
    }
}
