package io.mailroom.ops;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which Mailroom this is. */
@Path("/api/info/version")
@Tag(name = "Operation")
class VersionResource {

    record Version(
            @Schema(examples = "0.1.0") String version,
            @Schema(description = "Epoch milliseconds.") long builtAt,
            String gitCommit) {}

    private static final Version THIS = read();

    @GET
    @NonBlocking
    @Operation(summary = "Version of this service")
    public Version version() {
        return THIS;
    }

    private static Version read() {
        var build = new Properties();
        try (var file = VersionResource.class.getResourceAsStream("/mailroom-build.properties")) {
            build.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Version(
                build.getProperty("version"),
                Instant.parse(build.getProperty("builtAt")).toEpochMilli(),
                build.getProperty("gitCommit"));
    }
}
