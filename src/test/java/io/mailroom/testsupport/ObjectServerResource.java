package io.mailroom.testsupport;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An application that keeps everything in an object store. */
public final class ObjectServerResource implements QuarkusTestResourceLifecycleManager {

    private static @Nullable ObjectServer server;

    public static ObjectServer server() {
        return Objects.requireNonNull(server);
    }

    @Override
    public Map<String, String> start() {
        var started = ObjectServer.start();
        server = started;
        return Map.of(
                "mailroom.blob.store",
                "main",
                "mailroom.blob.threshold",
                "0",
                "mailroom.blob.s3.main.endpoint",
                started.endpoint().toString(),
                "mailroom.blob.s3.main.bucket",
                ObjectServer.BUCKET,
                "mailroom.blob.s3.main.access-key",
                ObjectServer.ACCESS_KEY,
                "mailroom.blob.s3.main.secret-key",
                ObjectServer.SECRET_KEY,
                "mailroom.blob.s3.main.attempts",
                "2");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
