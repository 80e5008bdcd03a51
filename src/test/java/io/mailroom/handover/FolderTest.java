package io.mailroom.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of items in a folder. */
@QuarkusTest
class FolderTest {

    @Inject
    Handing handing;

    @Inject
    HandoverConfig config;

    @Inject
    TestClock clock;

    private User anna;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private Path own() {
        return config.folder().orElseThrow().resolve(anna.collective()).resolve("anna");
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private UUID delivered(Object... options) {
        handing.make(anna, Handing.destination("files", "folder", null, options));
        var item = handing.item(anna, "../../The bill: 4/2025");
        handing.handOver(anna, item, "files");
        handing.deliver(anna, "files");
        assertThat(handing.handover(anna, item)).containsEntry("state", "delivered");
        return item;
    }

    @Test
    void mailShouldLieThereUnderANameOfItsOwn() throws Exception {
        var item = delivered("path", "bills/mail");

        var key = handing.handover(anna, item).get("id").toString().replace("-", "");
        assertThat(names(own().resolve("bills/mail")))
                .singleElement()
                .asString()
                .startsWith("2025-04-01 ")
                .endsWith(key + ".eml")
                .contains("The bill");
        assertThat(own().resolve("bills/mail")
                        .resolve(names(own().resolve("bills/mail")).getFirst()))
                .content()
                .contains("Subject: ../../The bill: 4/2025");
    }

    @Test
    void attachmentsShouldBeThoseOfTheFilter() throws Exception {
        delivered("content", "attachments", "fileFilter", "*.pdf");

        assertThat(names(own())).singleElement().asString().contains(" Bill ").endsWith(".pdf");
        assertThat(own().resolve(names(own()).getFirst())).hasBinaryContent(Handing.PDF);
    }

    @Test
    void deliveryThatComesTwiceShouldLeaveOneFile() throws Exception {
        handing.make(anna, Handing.destination("files", "folder", null, "content", "both"));
        var item = handing.item(anna, "Bill");
        handing.handOver(anna, item, "files");
        handing.deliver(anna, "files");
        var once = names(own());

        handing.again(anna, item);
        handing.deliver(anna, "files");

        assertThat(names(own())).isEqualTo(once).hasSize(3);
    }

    @Test
    void linkOutOfTheFolderShouldNotBeFollowed() throws Exception {
        handing.make(anna, Handing.destination("files", "folder", null, "path", "out/there"));
        var item = handing.item(anna, "Bill");
        handing.handOver(anna, item, "files");
        Files.createDirectories(own());
        var outside = Files.createTempDirectory("outside");
        Files.createSymbolicLink(own().resolve("out"), outside);

        handing.deliver(anna, "files");

        assertThat(handing.handover(anna, item)).containsEntry("state", "pending");
        assertThat(Files.walk(outside).filter(Files::isRegularFile)).isEmpty();
    }

    @Test
    void itemWithNothingToTakeShouldBeSkipped() {
        handing.make(
                anna, Handing.destination("files", "folder", null, "content", "attachments", "fileFilter", "*.docx"));
        var item = handing.item(anna, "Bill");
        handing.handOver(anna, item, "files");

        handing.deliver(anna, "files");

        assertThat(handing.handover(anna, item)).containsEntry("state", "skipped");
    }
}
