package io.mailroom;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.Entity;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom. A new arrow between rooms is a decision, and this is where it is made. */
class ArchitectureTest {

    /** Any room may import these; they import no feature. */
    private static final List<String> GROUND = List.of("db", "egress", "secret", "schedule", "blob", "web", "audit");

    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("db", List.of()),
            Map.entry("egress", List.of()),
            Map.entry("web", List.of()),
            Map.entry("schedule", List.of("db", "web")),
            Map.entry("secret", List.of("db", "schedule")),
            Map.entry("blob", List.of("db", "schedule", "web")),
            Map.entry("audit", List.of("db", "web")),
            Map.entry("mime", List.of()),
            Map.entry("imap", List.of("mime", "egress")),
            Map.entry("smtp", List.of("mime", "egress")),
            Map.entry("sandbox", List.of("egress", "provider")),
            Map.entry("account", GROUND),
            Map.entry("notice", with(GROUND, "account")),
            Map.entry("webhook", with(GROUND, "account", "notice")),
            Map.entry("handover", with(GROUND, "account", "notice", "webhook", "item")),
            Map.entry("health", with(GROUND, "account", "notice", "webhook")),
            Map.entry("transfer", with(GROUND, "account")),
            Map.entry("oauth", with(GROUND, "account", "health", "transfer")),
            Map.entry(
                    "settings",
                    with(GROUND, "account", "health", "oauth", "provider", "transfer", "imap", "smtp", "mime")),
            Map.entry("provider", with(GROUND, "account", "mime")),
            Map.entry("retention", with(GROUND, "account")),
            Map.entry("item", with(GROUND, "account", "retention", "mime")),
            Map.entry(
                    "scan",
                    with(
                            GROUND,
                            "account",
                            "retention",
                            "health",
                            "settings",
                            "provider",
                            "item",
                            "handover",
                            "outbox",
                            "transfer",
                            "imap",
                            "mime")),
            Map.entry("watch", with(GROUND, "health", "scan", "imap")),
            Map.entry(
                    "outbox",
                    with(
                            GROUND,
                            "account",
                            "retention",
                            "notice",
                            "webhook",
                            "health",
                            "settings",
                            "provider",
                            "imap",
                            "smtp",
                            "mime")),
            Map.entry("template", with(GROUND, "account", "item", "transfer", "mime")),
            Map.entry("send", with(GROUND, "account", "settings", "item", "outbox", "template", "mime")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.mailroom");

    private static List<String> with(List<String> rooms, String... more) {
        return Stream.concat(rooms.stream(), Arrays.stream(more)).toList();
    }

    static Stream<String> rooms() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void roomShouldImportOnlyWhatTheTableAllows(String room) {
        var allowed = with(MAY_IMPORT.get(room), room).stream()
                .map(ArchitectureTest::room)
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(room(room))
                .should(onlyDependOnClassesThat(
                        not(resideInAPackage("io.mailroom..")).or(resideInAnyPackage(allowed))))
                .check(CLASSES);
    }

    @Test
    void tableShouldNameEveryRoom() throws Exception {
        Set<String> rooms = new TreeSet<>();
        try (var folders = Files.list(Path.of("src/main/java/io/mailroom"))) {
            folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .forEach(rooms::add);
        }
        rooms.remove("ops"); // reads everyone

        assertThat(rooms).isEqualTo(new TreeSet<>(MAY_IMPORT.keySet()));
    }

    @Test
    void opsShouldBeImportedByNobody() {
        noClasses()
                .that()
                .resideOutsideOfPackage(room("ops"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(room("ops"))
                .check(CLASSES);
    }

    @Test
    void roomsShouldHaveNoCycles() {
        slices().matching("io.mailroom.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void jakartaMailShouldStopAtItsTwoRooms() {
        noClasses()
                .that()
                .resideOutsideOfPackages(room("imap"), room("smtp"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..")
                .check(CLASSES);
    }

    @Test
    void blockingRoomsShouldNotKnowMutiny() {
        noClasses()
                .that()
                .resideInAnyPackage(room("imap"), room("smtp"), room("mime"), room("blob"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.smallrye.mutiny..", "org.hibernate..", "jakarta.ws.rs..")
                .check(CLASSES);
    }

    @Test
    void entitiesShouldStayInTheirRoom() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePackagePrivate()
                .check(CLASSES);
    }

    @Test
    void endpointMethodsShouldBePublic() {
        methods()
                .that()
                .areAnnotatedWith(GET.class)
                .or()
                .areAnnotatedWith(POST.class)
                .or()
                .areAnnotatedWith(PUT.class)
                .or()
                .areAnnotatedWith(DELETE.class)
                .should()
                .bePublic()
                .because("others are dropped without a word, and their path answers 404")
                .check(CLASSES);
    }

    private static String room(String name) {
        return "io.mailroom." + name + "..";
    }

    /** A native image knows what resources take and answer, and has to be told of everything else that becomes JSON. */
    @Test
    void whatBecomesJsonOutsideOfResourcesShouldBeKeptForReflection() {
        classes()
                .that()
                .haveNameMatching(
                        ".*[.$](ConnectionEvent|MailFailedEvent|Webhooks.Envelope|PingData|UploadMeta|ProblemBody|FieldError|Preset|KeyParameters|MovedGrant|NoticesValue|TemplateValue)")
                .and()
                .areRecords()
                .should()
                .beAnnotatedWith(RegisterForReflection.class)
                .check(CLASSES);
    }
}
