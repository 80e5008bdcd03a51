package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is done to mails on the server, as we answer it: as it was set, without what follows from older settings. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MailActionsView")
record ActionsView(
        @Nullable ActionView imported,
        @Nullable ActionView filtered,
        @Nullable ActionView failed) {

    /** One action. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "MailActionView")
    record ActionView(
            String action,
            @Nullable String mailbox,
            @Nullable String keyword) {

        static @Nullable ActionView of(@Nullable Action action) {
            if (action == null) {
                return null;
            }
            return new ActionView(
                    action.kind().word(),
                    action.kind() == Action.Kind.MOVE ? action.argument() : null,
                    action.kind() == Action.Kind.KEYWORD ? action.argument() : null);
        }

        private static ActionsInput.@Nullable ActionInput input(@Nullable ActionView view) {
            return view == null ? null : new ActionsInput.ActionInput(view.action, view.mailbox, view.keyword);
        }
    }

    static @Nullable ActionsView of(ScanTask task) {
        if (task.importedAction == null && task.filteredAction == null && task.failedAction == null) {
            return null;
        }
        return new ActionsView(
                ActionView.of(Action.ofStored(task.importedAction)),
                ActionView.of(Action.ofStored(task.filteredAction)),
                ActionView.of(Action.ofStored(task.failedAction)));
    }

    ActionsInput input() {
        return new ActionsInput(ActionView.input(imported), ActionView.input(filtered), ActionView.input(failed));
    }
}
