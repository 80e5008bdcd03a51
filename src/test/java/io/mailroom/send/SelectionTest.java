package io.mailroom.send;

import static io.mailroom.send.MailRequest.aMail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.db.Ids;
import io.mailroom.item.ItemFile;
import io.mailroom.send.Selection.Shelf;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private final ItemFile page = file("mail.html", true);
    private final ItemFile invoice = file("invoice.pdf", false);
    private final ItemFile photo = file("photo.jpg", false);
    private final ItemFile contract = file("contract.pdf", false);
    private final ItemFile original = file("message.eml", false);
    private final UUID item = Ids.next();

    @Test
    void allShouldLeaveThePageOutWhenThereIsSomethingElse() {
        assertThat(chosen(aMail().all(), page, invoice, photo)).containsExactly(invoice, photo);
    }

    @Test
    void allShouldBeThePageWhenThereIsNothingElse() {
        assertThat(chosen(aMail().all(), page)).containsExactly(page);
    }

    @Test
    void allShouldBeNothingWhenTheItemHasNothing() {
        assertThat(chosen(aMail().all())).isEmpty();
    }

    @Test
    void allShouldPassOverWhatElseIsNamed() {
        assertThat(chosen(aMail().all().attachments("nonsense"), invoice)).containsExactly(invoice);
    }

    @Test
    void someShouldComeInTheOrderAskedForAndOnce() {
        assertThat(chosen(aMail().attachments(id(photo), id(page), id(photo)), page, invoice, photo))
                .containsExactly(photo, page);
    }

    @Test
    void attachmentsOfOtherItemsShouldGoAlong() {
        assertThat(chosen(aMail().attachments(id(contract)), invoice)).containsExactly(contract);
    }

    @Test
    void itemsAndOriginalsShouldGoAlongWithAllOfTheirs() {
        var mail = aMail().all().allOf(item.toString()).originalsOf(item.toString());

        assertThat(chosen(mail, invoice)).containsExactly(invoice, contract, original);
    }

    @Test
    void noneShouldBeChosenWhenNoIdIsGiven() {
        assertThat(chosen(aMail(), page, invoice)).isEmpty();
    }

    @Test
    void everythingUnknownShouldBeNamed() {
        var other = file("other.txt", false);
        var mail = aMail().attachments(id(invoice), id(other), "x", null)
                .allOf(id(other))
                .originalsOf("y");

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> chosen(mail, invoice))
                .withMessageContaining("attachmentIds[1] is " + id(other))
                .withMessageContaining("attachmentIds[2] is x")
                .withMessageContaining("attachmentIds[3] is null")
                .withMessageContaining("allAttachmentsOf[0] is " + id(other) + ", which your collective has no item of")
                .withMessageContaining("originalsOf[0] is y, which your collective has no imported mail of")
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(422));
    }

    @Test
    void allShouldBeRefusedWhenTheMailIsAboutNoItem() {
        var selection = selection(aMail().all());

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> selection.from(new Shelf(null, Map.of(), Map.of(), Map.of())))
                .withMessageContaining("addAllAttachments needs an item");
    }

    @Test
    void selectionShouldBeRefusedWhenItIsEndless() {
        var errors = new ArrayList<FieldError>();
        Selection.of(
                aMail().attachments(Collections.nCopies(501, "x").toArray(String[]::new))
                        .mail(),
                errors);

        assertThat(errors).extracting(FieldError::field).containsExactly("attachmentIds");
    }

    private List<ItemFile> chosen(MailRequest mail, ItemFile... own) {
        var all =
                Stream.of(page, invoice, photo, contract).collect(Collectors.toMap(ItemFile::id, Function.identity()));
        return selection(mail)
                .from(new Shelf(List.of(own), all, Map.of(item, List.of(page, contract)), Map.of(item, original)));
    }

    private static Selection selection(MailRequest mail) {
        var errors = new ArrayList<FieldError>();
        var selection = Selection.of(mail.mail(), errors);
        assertThat(errors).isEmpty();
        return selection;
    }

    private static String id(ItemFile file) {
        return file.id().toString();
    }

    private static ItemFile file(String name, boolean page) {
        return new ItemFile(Ids.next(), name, "application/octet-stream", 0, page, InputStream::nullInputStream);
    }
}
