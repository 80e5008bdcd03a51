package io.mailroom.testsupport;

import io.mailroom.db.EmbeddedDatabase;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The database and the data directory of every {@code @QuarkusTest}: a throw-away PostgreSQL, unless a URL is configured or
 * Dev Services are asked for. Being global it needs no mention in the tests.
 */
@WithTestResource(value = DatabaseResource.class, scope = TestResourceScope.GLOBAL)
public final class DatabaseResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable EmbeddedDatabase database;
    private @Nullable Path data;

    @Override
    public Map<String, String> start() {
        try {
            data = Files.createTempDirectory("mailroom-test");
            var config = new HashMap<>(Map.of(EmbeddedDatabase.DATA_DIR, data.toString()));
            if (!configuredElsewhere()) {
                database = EmbeddedDatabase.start(null);
                config.putAll(database.config());
            } else {
                // Only an embedded database may have its key generated.
                config.put("mailroom.secret.key", "bWFpbHJvb20gdGVzdHMgc2VhbCB3aXRoIHRoaXMga2U=");
            }
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean configuredElsewhere() {
        SmallRyeConfig config = ConfigUtils.configBuilder().build();
        return has(config, "quarkus.datasource.jdbc.url")
                || has(config, "quarkus.datasource.reactive.url")
                || config.getOptionalValue("quarkus.datasource.devservices.enabled", Boolean.class)
                        .orElse(false);
    }

    private static boolean has(SmallRyeConfig config, String property) {
        return config.getOptionalValue(property, String.class).isPresent();
    }

    @Override
    public void stop() {
        if (database != null) {
            database.stop();
        }
        if (data != null) {
            delete(data);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
