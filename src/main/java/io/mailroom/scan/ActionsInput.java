package io.mailroom.scan;

import io.mailroom.scan.Action.Kind;
import io.mailroom.web.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is done to mails on the server, as it is sent to us. */
@Schema(name = "MailActions", description = "What is done to mails on the server, by what became of them.")
record ActionsInput(
        @Schema(description = "Also of mails that were here already. Left out: what targetFolder and deleteMail say.")
        @Nullable
        ActionInput imported,

        @Schema(description = "Of mails that a filter left out. Left out: what postHandleAll says.") @Nullable
        ActionInput filtered,

        @Schema(description = "Of mails that are given up. Left out: nothing.") @Nullable
        ActionInput failed) {

    static final ActionsInput NONE = new ActionsInput(null, null, null);

    /** One action. */
    @Schema(name = "MailAction")
    record ActionInput(
            @Schema(
                    enumeration = {"nothing", "move", "trash", "delete", "read", "flag", "keyword"},
                    description = "trash is the mailbox that the server marks as its trash; delete is for good.")
            @Nullable
            String action,

            @Schema(examples = "Archive", description = "Where to move it; made if it is missing.") @Nullable
            String mailbox,

            @Schema(examples = "imported", description = "A keyword of IMAP, which mail programs show as a tag.")
            @Nullable
            String keyword) {}

    /** An atom (RFC 9051 section 9), and short enough for every server. */
    private static final Pattern KEYWORD = Pattern.compile("[!#$&'+,./0-9:;<=>?@A-Z\\[^_`a-z|}~-]{1,100}");

    private static final int LONGEST_MAILBOX = 1000;

    List<FieldError> errors() {
        var errors = new ArrayList<FieldError>();
        check("imported", imported, errors);
        check("filtered", filtered, errors);
        check("failed", failed, errors);
        if (failed != null && Kind.DELETE.word().equals(failed.action)) {
            errors.add(new FieldError(
                    "actions.failed.action", "must not be delete: the mail is nowhere but on the server"));
        }
        return errors;
    }

    private static void check(String outcome, @Nullable ActionInput input, List<FieldError> errors) {
        if (input == null) {
            return;
        }
        String field = "actions." + outcome;
        var kind = input.action == null ? null : Kind.of(input.action).orElse(null);
        if (kind == null) {
            errors.add(
                    new FieldError(field + ".action", "must be nothing, move, trash, delete, read, flag or keyword"));
        } else if (kind == Kind.MOVE && !isMailbox(input.mailbox)) {
            errors.add(new FieldError(
                    field + ".mailbox", "must be the name of a mailbox of at most " + LONGEST_MAILBOX + " characters"));
        } else if (kind == Kind.KEYWORD
                && (input.keyword == null || !KEYWORD.matcher(input.keyword).matches())) {
            errors.add(new FieldError(
                    field + ".keyword",
                    "must be a keyword of IMAP: 1 to 100 of ASCII letters, digits and signs, without a space or any of"
                            + " ( ) { % * \" \\ ]"));
        }
    }

    private static boolean isMailbox(@Nullable String name) {
        return name != null
                && !name.isBlank()
                && name.length() <= LONGEST_MAILBOX
                && name.chars().noneMatch(Character::isISOControl);
    }

    /** Checked before. */
    static @Nullable String stored(@Nullable ActionInput input) {
        if (input == null || input.action == null) {
            return null;
        }
        var kind = Kind.of(input.action).orElseThrow();
        var argument = switch (kind) {
            case MOVE -> input.mailbox == null ? null : ScanTaskInput.mailbox(input.mailbox);
            case KEYWORD -> input.keyword;
            case NOTHING, TRASH, DELETE, READ, FLAG -> null;
        };
        return new Action(kind, argument).stored();
    }
}
