package io.mailroom.scan;

import io.quarkus.qute.TemplateExtension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How templates tell what becomes of single mails, in previews and in the ledger. */
final class MailWords {

    private MailWords() {}

    @TemplateExtension
    static String chip(PreviewView.Mail mail) {
        return chip(Fate.of(mail.outcome()).orElseThrow());
    }

    @TemplateExtension
    static String word(PreviewView.Mail mail) {
        return switch (Fate.of(mail.outcome()).orElseThrow()) {
            case IMPORTED -> "New";
            case DUPLICATE -> "Already here";
            case FILTERED -> "Left out";
            default -> "Not possible";
        };
    }

    /** Empty for what is simply new. */
    @TemplateExtension
    static String why(PreviewView.Mail mail) {
        if (mail.outcome().equals(Fate.IMPORTED.word())) {
            return "";
        }
        return mail.rule() == null ? mail.reason() : why(mail.rule());
    }

    @TemplateExtension
    static String chip(LedgerView mail) {
        return chip(Fate.of(mail.outcome()).orElseThrow());
    }

    @TemplateExtension
    static String word(LedgerView mail) {
        return word(Fate.of(mail.outcome()).orElseThrow());
    }

    /** Empty where there is nothing to say. */
    @TemplateExtension
    static String why(LedgerView mail) {
        if (mail.rule() != null) {
            return why(mail.rule());
        }
        String told = mail.cause() == null ? mail.note() : mail.cause();
        return told == null ? "" : told;
    }

    /** What is still to be done to it on the server. */
    @TemplateExtension
    static String afterwards(LedgerView mail) {
        return action(mail.action());
    }

    @TemplateExtension
    static String afterwards(PreviewView.Mail mail) {
        return action(mail.action());
    }

    /** Whether its owner can have it tried again, or have it left alone. */
    @TemplateExtension
    static boolean open(LedgerView mail) {
        return switch (Fate.of(mail.outcome()).orElseThrow()) {
            case FAILED, QUARANTINED, IGNORED -> true;
            default -> false;
        };
    }

    /** Of mailboxes and of files. */
    @TemplateExtension
    static String listed(List<String> names) {
        return String.join(", ", names);
    }

    /** The field of the form with a part of what is done to mails that ended so. */
    @TemplateExtension
    static String actionField(String outcome, String part) {
        return "actions." + outcome + "." + part;
    }

    static String word(Fate fate) {
        return switch (fate) {
            case IMPORTED -> "Imported";
            case DUPLICATE -> "Already here";
            case FILTERED -> "Left out";
            case FAILED -> "Tried again";
            case QUARANTINED -> "Given up";
            case GONE -> "Gone";
            case IGNORED -> "Ignored";
        };
    }

    private static String chip(Fate fate) {
        return switch (fate) {
            case IMPORTED -> "ok";
            case FAILED -> "warning";
            case QUARANTINED -> "failed";
            case DUPLICATE, FILTERED, GONE, IGNORED -> "off";
        };
    }

    private static String action(@Nullable String action) {
        return switch (action) {
            case null -> "";
            case "read" -> "Will be marked as read";
            case "flag" -> "Will be flagged";
            case "keyword" -> "Will get its keyword";
            case "move" -> "Will be moved";
            case "trash" -> "Will be moved to the trash";
            case "delete" -> "Will be deleted from the server";
            default -> "";
        };
    }

    /** As the labels of the form call the filters. */
    private static String why(String rule) {
        return Rule.of(rule)
                .map(known -> switch (known) {
                    case MIN_SIZE -> "It is smaller than the smallest size.";
                    case MAX_SIZE -> "It is larger than the largest size.";
                    case FROM -> "Nobody in From matches the filter.";
                    case TO -> "Nobody in To or Cc matches the filter.";
                    case SUBJECT -> "The subject does not match the filter.";
                    case BODY -> "The text does not contain the words.";
                    case FILE_FILTER -> "None of its files matches the filter.";
                    case FILE_EXCLUDE -> "All of its files are to be left out.";
                    default -> known.reason();
                })
                .orElse(rule);
    }
}
