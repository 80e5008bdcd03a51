package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.db.Ids;
import io.mailroom.item.ItemFile;
import io.mailroom.web.Problem;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private final ItemFile page = file("mail.html", true);
    private final ItemFile invoice = file("invoice.pdf", false);
    private final ItemFile photo = file("photo.jpg", false);

    @Test
    void allShouldLeaveThePageOutWhenThereIsSomethingElse() {
        assertThat(new Selection.All().from(List.of(page, invoice, photo))).containsExactly(invoice, photo);
    }

    @Test
    void allShouldBeThePageWhenThereIsNothingElse() {
        assertThat(new Selection.All().from(List.of(page))).containsExactly(page);
    }

    @Test
    void allShouldBeNothingWhenTheItemHasNothing() {
        assertThat(new Selection.All().from(List.of())).isEmpty();
    }

    @Test
    void someShouldComeInTheOrderAskedForAndOnce() {
        var ids = List.of(id(photo), id(page), id(photo));

        assertThat(Selection.of(ids).from(List.of(page, invoice, photo))).containsExactly(photo, page);
    }

    @Test
    void noneShouldBeChosenWhenNoIdIsGiven() {
        assertThat(Selection.of(null).from(List.of(page, invoice))).isEmpty();
        assertThat(Selection.of(List.of()).from(List.of(page, invoice))).isEmpty();
    }

    @Test
    void everyUnknownIdShouldBeNamed() {
        var other = file("other.txt", false);

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(
                        () -> Selection.of(List.of(id(invoice), id(other), "x")).from(List.of(page, invoice)))
                .withMessageContaining("attachmentIds[1] is " + id(other))
                .withMessageContaining("attachmentIds[2] is x")
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(422));
    }

    private static String id(ItemFile file) {
        return file.id().toString();
    }

    private static ItemFile file(String name, boolean page) {
        return new ItemFile(Ids.next(), name, "application/octet-stream", 0, page, InputStream::nullInputStream);
    }
}
