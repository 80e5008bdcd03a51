package io.mailroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the service is made of, by the bill of materials that the build writes: every part may be given on under its licence. */
class LicencesIT {

    private static final Path BILL = Path.of("target/mailroom.cdx.json");

    /** Where a part has several, one of them is enough; the Eclipse licences bind changes to the part itself only. */
    private static final Set<String> ALLOWED = Set.of(
            "Apache-2.0",
            "MIT",
            "MIT-0",
            "0BSD",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "EPL-1.0",
            "EPL-2.0",
            "CC0-1.0",
            "Public Domain",
            "Bouncy Castle Licence");

    /** The plugin that writes it refuses to work while Maven is offline ({@code -o}); CI never is. */
    @BeforeAll
    static void findBill() {
        assumeThat(BILL)
                .as("Maven is offline, and so there is no bill of materials")
                .exists();
    }

    private static Iterable<JsonNode> parts() throws IOException {
        return new ObjectMapper().readTree(BILL.toFile()).path("components");
    }

    private static String name(JsonNode part) {
        return part.path("group").asText() + ":" + part.path("name").asText() + ":"
                + part.path("version").asText();
    }

    private static boolean isAllowed(JsonNode part) {
        return StreamSupport.stream(part.path("licenses").spliterator(), false)
                .map(licence -> licence.path("license"))
                .anyMatch(licence -> ALLOWED.contains(
                        licence.path("id").asText(licence.path("name").asText())));
    }

    @Test
    void everyPartShouldHaveALicenceThatAllowsGivingItOn() throws IOException {
        assertThat(parts())
                .hasSizeGreaterThan(100)
                .filteredOn(part -> !isAllowed(part))
                .extracting(LicencesIT::name)
                .isEmpty();
    }

    /** Otherwise no scanner finds what is known of it. */
    @Test
    void everyPartShouldBeNamedByVersionAndHash() throws IOException {
        assertThat(parts())
                .filteredOn(part -> !part.path("purl").asText().startsWith("pkg:maven/")
                        || part.path("version").asText().isEmpty()
                        || part.path("version").asText().endsWith("-SNAPSHOT")
                        || part.path("hashes").isEmpty())
                .extracting(LicencesIT::name)
                .isEmpty();
    }
}
