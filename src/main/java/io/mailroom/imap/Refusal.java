package io.mailroom.imap;

import io.mailroom.egress.ServerWords;
import io.mailroom.imap.ImapException.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the reason from the text of a NO, BAD or BYE: the response code first (RFC 9051 section 7.1), known phrases next. */
final class Refusal {

    private static final Pattern CODE = Pattern.compile("\\[([A-Za-z0-9-]+)");
    private static final Pattern TOO_MANY = Pattern.compile("too many|simultaneous");
    private static final Pattern LATER =
            Pattern.compile("try again|temporar|later|unavailable|internal error|timed? ?out");
    private static final Pattern WRONG_CREDENTIAL = Pattern.compile("credential|password|authenticat|log ?in|username");

    private Refusal() {}

    /** What a refused log-in means: servers answer a wrong password and too many connections with the same NO. */
    static Reason ofLogin(String text) {
        return ofWords(text).orElseGet(() -> ofLoginCode(text));
    }

    private static Reason ofLoginCode(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (TOO_MANY.matcher(lower).find()) {
            return Reason.TOO_MANY_CONNECTIONS;
        }
        return switch (code(text)) {
            case "LIMIT" -> Reason.TOO_MANY_CONNECTIONS;
            // Gmail: "[OVERQUOTA] Account exceeded command or bandwidth limits."
            case "THROTTLED", "OVERQUOTA" -> Reason.THROTTLED;
            case "UNAVAILABLE", "INUSE", "SERVERBUG" -> Reason.UNAVAILABLE;
            case "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "WEBALERT" -> Reason.AUTHENTICATION;
            case "ALERT" -> WRONG_CREDENTIAL.matcher(lower).find() ? Reason.AUTHENTICATION : Reason.UNAVAILABLE;
            default -> LATER.matcher(lower).find() ? Reason.UNAVAILABLE : Reason.AUTHENTICATION;
        };
    }

    /** What a refused command means once we are in. */
    static Reason ofCommand(String text) {
        return ofWords(text).orElseGet(() -> ofCommandCode(text));
    }

    private static Reason ofCommandCode(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return switch (code(text)) {
            case "TRYCREATE", "NONEXISTENT" -> Reason.MAILBOX_MISSING;
            case "OVERQUOTA" -> Reason.QUOTA;
            case "LIMIT" -> Reason.TOO_MANY_CONNECTIONS;
            case "THROTTLED" -> Reason.THROTTLED;
            case "UNAVAILABLE", "INUSE", "SERVERBUG", "EXPUNGEISSUED" -> Reason.UNAVAILABLE;
            case "NOPERM" -> Reason.NOT_PERMITTED;
            default -> {
                if (TOO_MANY.matcher(lower).find()) {
                    yield Reason.TOO_MANY_CONNECTIONS;
                }
                yield LATER.matcher(lower).find() ? Reason.UNAVAILABLE : Reason.COMMAND_REFUSED;
            }
        };
    }

    /** What a log-in comes to that was refused, and not for what it was tried with. */
    static String sentence(Reason reason) {
        return reason == Reason.DISABLED_BY_PROVIDER
                ? " lets nobody in this way: it is switched off there."
                : " does not take a login just now.";
    }

    private static Optional<Reason> ofWords(String text) {
        return ServerWords.cause(text).map(cause -> switch (cause) {
            case DISABLED_BY_PROVIDER -> Reason.DISABLED_BY_PROVIDER;
            case THROTTLED -> Reason.THROTTLED;
            case TOO_MANY_CONNECTIONS -> Reason.TOO_MANY_CONNECTIONS;
            default -> throw new IllegalStateException("no such words: " + cause);
        });
    }

    private static String code(String text) {
        var code = CODE.matcher(text);
        return code.lookingAt() ? code.group(1).toUpperCase(Locale.ROOT) : "";
    }
}
