package io.mailroom;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README is part of the product: what it says of the configuration is what there is. */
class ReadmeTest {

    /** Read one by one, outside the rooms' mappings. */
    private static final Set<String> SINGLE = Set.of("mailroom.data.dir", "mailroom.signup");

    @Test
    void configurationTableShouldNameEveryProperty() throws Exception {
        var documented = new TreeSet<String>();
        var row =
                Pattern.compile("(?m)^\\| `(mailroom\\.[a-z0-9.*-]+)`").matcher(Files.readString(Path.of("README.md")));
        while (row.find()) {
            documented.add(row.group(1));
        }

        assertThat(documented).isEqualTo(properties());
    }

    /** A defence that nothing shows is a claim. */
    @Test
    void everyTestNamedInTheThreatModelShouldExist() throws IOException {
        var named = Pattern.compile("`(\\w+(?:Test|IT))`")
                .matcher(Files.readString(Path.of(".github/SECURITY.md")))
                .results()
                .map(test -> test.group(1) + ".java")
                .toList();

        try (var tests = Files.walk(Path.of("src/test/java"))) {
            assertThat(tests.map(test -> test.getFileName().toString())).containsAll(named);
        }
        assertThat(named).hasSizeGreaterThan(20);
    }

    private static TreeSet<String> properties() {
        var properties = new TreeSet<>(SINGLE);
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.mailroom").stream()
                        .filter(found -> found.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .forEach(mapping ->
                                properties.addAll(ConfigMappings.getProperties(ConfigClass.configClass(mapping))
                                        .keySet()));
        properties.removeIf(property -> property.endsWith("[*]")); // the same list, element by element
        return properties;
    }
}
