package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From a request to the mail server, in a service that was built with traces. */
@QuarkusTest
@TestProfile(TraceTest.Traced.class)
class TraceTest {

    public static class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.otel.enabled", "true",
                    "quarkus.otel.traces.exporter", "none",
                    "quarkus.otel.traces.sampler", "always_on");
        }
    }

    private static final AttributeKey<String> MAIL = AttributeKey.stringKey("mailroom.mail");

    private static SpanData named(String name) {
        return Spans.ended().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is none of " + Spans.ended()));
    }

    @Test
    void submissionShouldBelongToTheTraceOfTheRequestAndTellNothingOfTheMail() {
        try (var server = GreenMailServer.start()) {
            var anna = Correspondent.over(server.smtp());
            var item = anna.anItem(Correspondent.File.of("a.txt", "a"));
            Spans.forget();

            var answer = anna.send(
                    item, Map.of("recipients", List.of("ben@example.org"), "subject", "Between us", "body", "Hello"));

            assertThat(answer.statusCode()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var submission = named("smtp submission");
                assertThat(Spans.ended()).anySatisfy(span -> {
                    assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
                    assertThat(span.getTraceId()).isEqualTo(submission.getTraceId());
                    assertThat(span.getAttributes().get(MAIL)).isNotNull();
                    assertThat(span.getAttributes().get(MAIL))
                            .isEqualTo(submission.getAttributes().get(MAIL));
                });
            });
            assertThat(named("smtp submission").getAttributes().get(AttributeKey.stringKey("mailroom.outcome")))
                    .isEqualTo("sent");
            assertThat(Spans.ended().toString())
                    .doesNotContain("Between us", "ben@example.org", anna.user().token());
        }
    }
}
