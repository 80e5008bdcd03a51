package io.mailroom.handover;

import io.mailroom.egress.Cause;
import io.mailroom.egress.EgressException;
import io.mailroom.egress.WebClient;
import io.mailroom.egress.WebClient.Answer;
import io.mailroom.egress.WebClient.Content;
import io.mailroom.egress.WebClient.Request;
import io.mailroom.handover.Outcome.Fault;
import io.mailroom.handover.Outcome.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Talks to web servers that users have named, and knows what their refusals mean. Blocking. */
@ApplicationScoped
class Calls {

    /** A server may answer at length; more than this counts as no answer, and only the beginning is kept. */
    private static final int LONGEST_ANSWER = 1 << 20;

    private static final int KEPT = 1000;
    private static final Duration LONGEST_ASKED = Duration.ofHours(24);

    /** Nothing is sent with these that takes its time. */
    private static final Duration QUESTION = Duration.ofSeconds(20);

    private final WebClient web;
    private final HandoverConfig config;
    private final Clock clock;

    Calls(WebClient web, HandoverConfig config, Clock clock) {
        this.web = web;
        this.config = config;
        this.clock = clock;
    }

    /** @throws NotTaken unless the answer is a yes */
    Answer get(URI uri, Map<String, String> headers) {
        return expected(() -> web.send(request("GET", uri, headers, QUESTION)));
    }

    /** @throws NotTaken unless the answer is a yes */
    Answer post(URI uri, Map<String, String> headers, Content content) {
        return expected(() -> web.send(request("POST", uri, headers, config.timeout()), content));
    }

    /** Redirects are answers: what is meant for one server is not told to another. */
    private static Request request(String method, URI uri, Map<String, String> headers, Duration timeout) {
        var all = new HashMap<>(headers);
        all.put("user-agent", "Mailroom");
        return new Request(method, uri, all, new byte[0], timeout, LONGEST_ANSWER, 0);
    }

    private Answer expected(Supplier<Answer> call) {
        Answer answer;
        try {
            answer = call.get();
        } catch (EgressException e) {
            throw new NotTaken(Refused.of(fault(e), String.valueOf(e.getMessage())));
        }
        if (answer.status() / 100 != 2) {
            throw new NotTaken(refused(answer));
        }
        return answer;
    }

    /** What no waiting mends: a certificate, or an address that this service does not talk to. */
    static Fault fault(EgressException e) {
        return e.failure() == Cause.EGRESS_DENIED ? Fault.OF_DESTINATION : Fault.PASSING;
    }

    private Refused refused(Answer answer) {
        int status = answer.status();
        return new Refused(
                fault(status),
                status,
                beginning(answer.text()),
                told(status),
                asked(answer).orElse(null));
    }

    /** Where nothing is, or nobody is let in, nothing arrives; what is wrong with the request is wrong with the item. */
    static Fault fault(int status) {
        return switch (status) {
            case 401, 403, 404, 405, 407, 410, 421 -> Fault.OF_DESTINATION;
            case 408, 409, 423, 425, 429 -> Fault.PASSING;
            default -> status >= 500 ? Fault.PASSING : status >= 400 ? Fault.OF_ITEM : Fault.OF_DESTINATION;
        };
    }

    private static String told(int status) {
        return switch (status) {
            case 401, 403, 407 -> "It did not let us in: it answered " + status + ".";
            case 404, 410 -> "There is nothing at this address: it answered " + status + ".";
            case 413 -> "It is too large for the other side: it answered 413.";
            case 429 -> "It has enough for now: it answered 429.";
            default ->
                status / 100 == 3
                        ? "It leads elsewhere, which is not followed: it answered " + status + "."
                        : "It answered " + status + ".";
        };
    }

    /** PostgreSQL takes no NUL. */
    static String beginning(String text) {
        var plain = text.replace('\0', ' ').strip();
        return plain.length() <= KEPT ? plain : plain.substring(0, plain.offsetByCodePoints(0, KEPT / 2));
    }

    /** RFC 9110 section 10.2.3: seconds, or a date. */
    private Optional<Duration> asked(Answer answer) {
        return answer.header("retry-after")
                .flatMap(this::wait)
                .filter(Duration::isPositive)
                .map(asked -> asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked);
    }

    private Optional<Duration> wait(String value) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            var until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(clock.instant(), until.toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
