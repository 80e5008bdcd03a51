package io.mailroom.scan;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a task does to the mails on the server, by what became of them.
 *
 * @param imported also to a mail that was here already
 * @param failed to a mail that was given up
 */
record Actions(Action imported, Action filtered, Action failed) {

    /** What is not said by itself follows from the older settings: moving wins over deleting. */
    static Actions of(ScanTask task) {
        var usual = Objects.requireNonNullElseGet(Action.ofStored(task.importedAction), () -> older(task));
        var left = Objects.requireNonNullElse(
                Action.ofStored(task.filteredAction), task.postHandleAll ? usual : Action.NOTHING);
        return new Actions(usual, left, Objects.requireNonNullElse(Action.ofStored(task.failedAction), Action.NOTHING));
    }

    private static Action older(ScanTask task) {
        if (task.targetFolder != null) {
            return Action.move(task.targetFolder);
        }
        return task.deleteMail ? new Action(Action.Kind.DELETE, null) : Action.NOTHING;
    }

    Action of(Fate fate) {
        return switch (fate) {
            case IMPORTED, DUPLICATE -> imported;
            case FILTERED -> filtered;
            case QUARANTINED -> failed;
            case FAILED, GONE, IGNORED -> Action.NOTHING;
        };
    }

    /** Whether anything is ever done. */
    boolean act() {
        return all().anyMatch(Action::acts);
    }

    boolean trash() {
        return all().anyMatch(action -> action.kind() == Action.Kind.TRASH);
    }

    /** Where mails are moved to. */
    Set<String> mailboxes() {
        return all().filter(action -> action.kind() == Action.Kind.MOVE)
                .map(action -> Objects.requireNonNull(action.argument()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Stream<Action> all() {
        return Stream.of(imported, filtered, failed);
    }
}
