package io.mailroom.outbox;

import org.jspecify.annotations.Nullable;

/** What a server's answer about a recipient means (RFC 3463), for people who know no codes. */
final class ReplyWords {

    private ReplyWords() {}

    /** Empty where there was none. */
    static String of(@Nullable Integer code, @Nullable String enhanced) {
        if (enhanced != null && !enhanced.startsWith("2") && enhanced.indexOf('.') > 0) {
            var known = byDetail(enhanced.substring(enhanced.indexOf('.') + 1));
            if (!known.isEmpty()) {
                return known;
            }
        }
        return code == null
                ? ""
                : switch (code / 100) {
                    case 2 -> "The server took it.";
                    case 4 -> "The server wants to be asked again later.";
                    case 5 -> "The server refuses it for good.";
                    default -> "";
                };
    }

    private static String byDetail(String detail) {
        return switch (detail) {
            case "1.1", "1.6", "1.10" -> "There is no such mailbox.";
            case "1.2" -> "There is no such mail server.";
            case "1.3" -> "The address is not written as the server wants it.";
            case "1.7", "1.8" -> "The server does not take mail from this sender.";
            case "2.1" -> "The mailbox is closed.";
            case "2.2" -> "The mailbox is full.";
            case "2.3", "3.4" -> "The mail is too large for them.";
            case "4.1", "4.4" -> "Their server cannot be reached.";
            case "4.7" -> "It took too long to reach them.";
            case "5.3" -> "These are more recipients than the server takes at once.";
            case "7.1" -> "The server does not allow this.";
            default -> bySubject(detail.charAt(0));
        };
    }

    private static String bySubject(char subject) {
        return switch (subject) {
            case '1' -> "Something is wrong with the address.";
            case '2' -> "Something is wrong with the mailbox.";
            case '3' -> "Their mail system has a problem.";
            case '4' -> "The way to their mail system is disturbed.";
            case '6' -> "The server does not take mails of this kind.";
            case '7' -> "The server refuses it by its rules, perhaps as spam.";
            default -> "";
        };
    }
}
