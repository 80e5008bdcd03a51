package io.mailroom.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.send.Correspondent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The attachments of an item, as other rooms get them. */
@QuarkusTest
class ItemFilesTest {

    @Inject
    ItemFiles files;

    @Inject
    Database database;

    @Test
    void pageShouldBeMadeWhenItIsRead() throws IOException {
        var anna = Correspondent.anAdmin();
        var item = UUID.fromString(anna.anItemOfAMail(Correspondent.File.of("a.txt", "a")));
        var collective = database.query("select collective_id from item where id = $1", item)
                .getFirst()
                .getUUID(0);

        var page = files.of(collective, item).orElseThrow().stream()
                .filter(ItemFile::page)
                .findFirst()
                .orElseThrow();
        database.update("update item set subject = 'Said later' where id = $1", item);

        try (var in = page.content().open()) {
            var html = in.readAllBytes();
            assertThat(new String(html, StandardCharsets.UTF_8)).contains("Said later");
            assertThat(page.size()).isEqualTo(html.length);
        }
    }
}
