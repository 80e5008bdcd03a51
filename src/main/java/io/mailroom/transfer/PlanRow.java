package io.mailroom.transfer;

import io.mailroom.transfer.PlanEntry.Action;
import io.mailroom.transfer.PlanEntry.State;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a plan in the words of the page.
 *
 * @param mood of the chip
 */
record PlanRow(
        String kind,
        String title,
        String mood,
        String outcome,
        @Nullable String detail) {

    static PlanRow of(PlanEntry entry, boolean done) {
        return new PlanRow(kind(entry.kind()), entry.title(), mood(entry), outcome(entry, done), entry.detail());
    }

    private static String kind(String word) {
        return switch (word) {
            case "client" -> "Sign-in provider of the collective";
            case "template" -> "Template of the collective";
            case "grant" -> "Sign-in";
            case "imap" -> "Mailbox";
            case "smtp" -> "Sender";
            case "task" -> "Import task";
            case "notices" -> "Mails to you";
            default -> word;
        };
    }

    private static String mood(PlanEntry entry) {
        if (entry.state() == State.REFUSED) {
            return "failed";
        }
        return switch (entry.action()) {
            case ADD, RENAME -> "ok";
            case REPLACE -> "warning";
            case NOTHING -> "off";
        };
    }

    private static String outcome(PlanEntry entry, boolean done) {
        if (entry.state() == State.REFUSED) {
            return "Left out";
        }
        if (entry.action() == Action.NOTHING) {
            return entry.state() == State.SAME ? "Here already" : "Stays as it is here";
        }
        String added = done ? "Added" : "Is added";
        return switch (entry.action()) {
            case ADD -> added;
            case RENAME -> added + (entry.kind().equals("task") ? " as another one" : " as " + entry.other());
            case REPLACE -> done ? "Replaced" : "Is replaced";
            case NOTHING -> "";
        };
    }
}
