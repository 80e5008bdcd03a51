package io.mailroom.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.ObjectServer;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real S3 server. */
@QuarkusTest
class BucketTest {

    private static ObjectServer server;

    @Inject
    Handing handing;

    @Inject
    TestClock clock;

    private User anna;
    private String prefix;

    @BeforeAll
    static void start() {
        server = ObjectServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
        prefix = "mail-" + UUID.randomUUID() + "/";
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private void make(String secret, String bucket, Object... options) {
        var all = new ArrayList<Object>(List.of(
                "url",
                server.endpoint().toString(),
                "bucket",
                bucket,
                "prefix",
                prefix,
                "accessKey",
                ObjectServer.ACCESS_KEY));
        all.addAll(List.of(options));
        handing.make(anna, Handing.destination("bucket", "s3", secret, all.toArray()));
    }

    private List<Path> objects() {
        return server.objects().stream()
                .filter(object -> object.toString().contains(prefix))
                .sorted()
                .toList();
    }

    @Test
    void filesShouldBecomeObjectsUnderKeysThatStay() {
        make(ObjectServer.SECRET_KEY, ObjectServer.BUCKET, "content", "both", "fileFilter", "*.pdf");
        var item = handing.item(anna, "Die Rechnung für März");
        handing.handOver(anna, item, "bucket");
        handing.deliver(anna, "bucket");
        var once = objects();

        handing.again(anna, item);
        handing.deliver(anna, "bucket");

        assertThat(handing.handover(anna, item)).containsEntry("state", "delivered");
        assertThat(objects()).isEqualTo(once).hasSize(2);
        assertThat(once.getFirst().getParent()).endsWith(Path.of("2025", "04"));
        assertThat(once).anySatisfy(object -> assertThat(object).hasBinaryContent(Handing.PDF));
        assertThat(once.toString()).contains("Die Rechnung für März");
    }

    @Test
    void wrongKeyShouldPauseTheDestination() {
        make("wrong", ObjectServer.BUCKET);
        for (int i = 0; i < 3; i++) {
            handing.handOver(anna, handing.item(anna, "Mail " + i), "bucket");
        }

        handing.deliver(anna, "bucket");

        assertThat(handing.get(anna, "bucket").getString("paused")).contains("403");
    }

    @Test
    void testShouldLeaveNothingBehind() {
        make(ObjectServer.SECRET_KEY, ObjectServer.BUCKET);

        var report = handing.test(anna, "bucket");

        assertThat(report.getBoolean("success")).as(report.prettify()).isTrue();
        assertThat(report.getList("phases.phase", String.class)).containsExactly("target", "write");
        assertThat(objects()).isEmpty();
    }

    @Test
    void testShouldTellThatTheBucketIsNotThere() {
        make(ObjectServer.SECRET_KEY, "no-such-bucket");

        assertThat(handing.test(anna, "bucket").getString("message")).contains("404");
    }
}
