package io.mailroom.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.scan.Action.Kind;
import io.mailroom.scan.ActionsInput.ActionInput;
import io.mailroom.web.Problem.FieldError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionsTest {

    private static final Action TRASH = new Action(Kind.TRASH, null);

    private static Actions actions(Consumer<ScanTask> settings) {
        var task = new ScanTask();
        settings.accept(task);
        return Actions.of(task);
    }

    @Test
    void olderSettingsShouldHoldWhereNothingElseIsSaid() {
        var moving = actions(task -> {
            task.targetFolder = "Done";
            task.deleteMail = true;
        });
        var deletingAll = actions(task -> {
            task.deleteMail = true;
            task.postHandleAll = true;
        });

        assertThat(moving).isEqualTo(new Actions(Action.move("Done"), Action.NOTHING, Action.NOTHING));
        assertThat(deletingAll.filtered().kind()).isEqualTo(Kind.DELETE);
        assertThat(actions(task -> {}).act()).isFalse();
    }

    @Test
    void whatIsSaidShouldWinAlsoWhenItIsNothing() {
        var actions = actions(task -> {
            task.targetFolder = "Done";
            task.postHandleAll = true;
            task.importedAction = "nothing";
            task.failedAction = "trash";
        });

        assertThat(actions).isEqualTo(new Actions(Action.NOTHING, Action.NOTHING, TRASH));
        assertThat(actions.mailboxes()).isEmpty();
        assertThat(actions.trash()).isTrue();
    }

    @Test
    void eachFateShouldHaveItsAction() {
        var actions = actions(task -> {
            task.importedAction = "move:a:b";
            task.filteredAction = "read";
            task.failedAction = "keyword:$Failed";
        });

        assertThat(actions.of(Fate.IMPORTED)).isEqualTo(Action.move("a:b"));
        assertThat(actions.of(Fate.DUPLICATE)).isEqualTo(Action.move("a:b"));
        assertThat(actions.of(Fate.FILTERED).flag()).contains("\\Seen");
        assertThat(actions.of(Fate.QUARANTINED).flag()).contains("$Failed");
        assertThat(actions.of(Fate.FAILED).acts()).as("while it is still tried").isFalse();
        assertThat(actions.of(Fate.IGNORED).acts()).isFalse();
        assertThat(actions.mailboxes()).containsExactly("a:b");
    }

    private static ActionsInput imported(String action, @Nullable String mailbox, @Nullable String keyword) {
        return new ActionsInput(new ActionInput(action, mailbox, keyword), null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"imported", "$Imported", "by.mailroom/1-2", "[x"})
    void atomShouldBeAKeyword(String keyword) {
        assertThat(imported("keyword", null, keyword).errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "two words", "a(b", "a)b", "a{b", "50%", "a*", "a\"b", "\\Seen", "a]b", "grün", "a\r\nb"})
    void anythingElseShouldBeNone(String keyword) {
        assertThat(imported("keyword", null, keyword).errors())
                .extracting(FieldError::field)
                .containsExactly("actions.imported.keyword");
    }

    @Test
    void moveShouldNeedAMailbox() {
        assertThat(imported("move", null, null).errors()).hasSize(1);
        assertThat(imported("move", " ", null).errors()).hasSize(1);
        assertThat(imported("move", "a\u0000", null).errors()).hasSize(1);
        assertThat(imported("move", "Archive", null).errors()).isEmpty();
    }

    @Test
    void failedMailShouldNotBeDeleted() {
        var delete = new ActionInput("delete", null, null);

        assertThat(new ActionsInput(delete, delete, null).errors()).isEmpty();
        assertThat(new ActionsInput(null, null, delete).errors())
                .extracting(FieldError::field)
                .containsExactly("actions.failed.action");
    }
}
