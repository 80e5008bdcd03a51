package io.mailroom.scan;

import io.mailroom.scan.ActionsInput.ActionInput;
import io.mailroom.web.Form;
import io.mailroom.web.Option;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of the form that says what is done to mails on the server. What the older settings can say is said by them, so
 * that programs which know no others see it, too.
 */
final class ActionFields {

    /** Of mails that were left out: the same as of imported ones. */
    private static final String SAME = "same";

    private static final Option NOTHING = Option.of("nothing", "Leave them as they are");
    private static final Option DELETE = Option.of("delete", "Delete them for good");

    private static final List<Option> USUAL = List.of(
            Option.of("read", "Mark them as read"),
            Option.of("flag", "Flag them"),
            Option.of("keyword", "Set a keyword"),
            Option.of("move", "Move them to another mailbox"),
            Option.of("trash", "Move them to the trash"));

    static final List<Option> IMPORTED = options(NOTHING, DELETE);
    static final List<Option> FILTERED = Stream.concat(
                    Stream.of(Option.of(SAME, "The same as with imported ones")), options(NOTHING, DELETE).stream())
            .toList();

    /** They are nowhere but on the server. */
    static final List<Option> FAILED = options(NOTHING, null);

    private ActionFields() {}

    private static List<Option> options(Option first, @Nullable Option last) {
        return Stream.of(Stream.of(first), USUAL.stream(), Stream.ofNullable(last))
                .flatMap(part -> part)
                .toList();
    }

    static void fill(Form form, ScanTaskView task) {
        var set = task.actions();
        fill(form, "imported", set == null ? null : set.imported(), older(task));
        fill(
                form,
                "filtered",
                set == null ? null : set.filtered(),
                view(task.postHandleAll() ? SAME : "nothing", null));
        fill(form, "failed", set == null ? null : set.failed(), view("nothing", null));
    }

    private static ActionsView.ActionView older(ScanTaskView task) {
        return task.targetFolder() != null
                ? view("move", task.targetFolder())
                : view(task.deleteMail() ? "delete" : "nothing", null);
    }

    private static ActionsView.ActionView view(String action, @Nullable String mailbox) {
        return new ActionsView.ActionView(action, mailbox, null);
    }

    private static void fill(
            Form form, String outcome, ActionsView.@Nullable ActionView set, ActionsView.ActionView usual) {
        var shown = Objects.requireNonNullElse(set, usual);
        form.with("actions." + outcome + ".action", shown.action())
                .with("actions." + outcome + ".mailbox", shown.mailbox())
                .with("actions." + outcome + ".keyword", shown.keyword());
    }

    /** Whether anything is done to mails, or something is to be said about it. */
    static boolean isUsed(Form form) {
        return Stream.of("imported", "filtered", "failed")
                .map(outcome -> "actions." + outcome)
                .anyMatch(field -> !form.text(field + ".action").equals("nothing")
                        || Stream.of(".action", ".mailbox", ".keyword")
                                .anyMatch(part -> form.error(field + part) != null));
    }

    /** What the form says, in the fields of the input. */
    record Read(
            @Nullable String targetFolder,
            boolean deleteMail,
            boolean postHandleAll,
            @Nullable ActionsInput actions) {}

    /** With complaints about what is wrong. */
    static Read read(Form form) {
        boolean same = form.text("actions.filtered.action").equals(SAME);
        var imported = action(form, "imported");
        var filtered = same ? null : action(form, "filtered");
        var failed = action(form, "failed");
        var all = new ActionsInput(imported, filtered, failed);
        all.errors().forEach(error -> form.complain(error.field(), error.message()));
        boolean move = imported != null && "move".equals(imported.action());
        boolean delete = imported != null && "delete".equals(imported.action());
        var rest = new ActionsInput(
                move || delete ? null : unlessNothing(imported), unlessNothing(filtered), unlessNothing(failed));
        return new Read(
                imported != null && move ? imported.mailbox() : null,
                delete,
                same,
                rest.equals(ActionsInput.NONE) ? null : rest);
    }

    private static @Nullable ActionInput action(Form form, String outcome) {
        String field = "actions." + outcome;
        String action = form.text(field + ".action");
        return action.isEmpty()
                ? null
                : new ActionInput(
                        action,
                        action.equals("move") ? form.text(field + ".mailbox") : null,
                        action.equals("keyword") ? form.text(field + ".keyword") : null);
    }

    private static @Nullable ActionInput unlessNothing(@Nullable ActionInput action) {
        return action == null || "nothing".equals(action.action()) ? null : action;
    }
}
