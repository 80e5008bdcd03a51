package io.mailroom.scan;

import static io.mailroom.scan.Imports.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.testsupport.CapturedContext;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RunLogTest {

    @Inject
    Imports imports;

    @Inject
    ScanJob job;

    @Inject
    Database database;

    @Test
    void linesOfARunShouldSayWhoseItIsAndNoSecret() {
        var user = User.anAdmin();
        imports.connection(user, "mail", Loopback.server("127.0.0.1", 1, Tls.NONE, Trust.SYSTEM), "anna", "se-cret");
        var task = imports.create(user, aTask("mail"));

        try (var log = CapturedContext.of(ScanJob.class.getName())) {
            job.run(task);

            var run = database.query("select id from scan_run where task_id = $1", UUID.fromString(task))
                    .getFirst()
                    .getUUID(0);
            assertThat(log.lines()).anySatisfy(line -> {
                assertThat(line.message()).contains(task);
                assertThat(line.context())
                        .containsEntry("account", user.accountId(database).toString())
                        .containsEntry("setting", "mail")
                        .containsEntry("run", run.toString());
            });
            assertThat(log.lines().toString()).doesNotContain("se-cret");
        }
        assertThat(MDC.get("run")).isNull();
        assertThat(MDC.get("setting")).isNull();
    }
}
