package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.CapturedContext;
import io.mailroom.testsupport.GreenMailServer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SubmissionLogTest {

    @Test
    void lineOfASubmissionShouldSayWhoseItIsAndWhichRequestAskedForIt() {
        try (var server = GreenMailServer.start();
                var log = CapturedContext.of("io.mailroom.outbox.Submission")) {
            var anna = Correspondent.over(server.smtp());
            var item = anna.anItem(Correspondent.File.of("a.txt", "a"));

            var answer = anna.send(
                    item, Map.of("recipients", List.of("ben@example.org"), "subject", "Between us", "body", "Hello"));

            assertThat(log.lines()).anySatisfy(line -> {
                assertThat(line.message()).contains(" is sent at ");
                assertThat(line.context())
                        .containsKeys("account", "setting", "mail")
                        .containsEntry("request", answer.header("X-Request-Id"));
            });
            assertThat(log.lines().toString()).doesNotContain("Between us", "ben@example.org");
        }
    }
}
