package io.mailroom.schedule;

/** A text that is no calendar event; the message is for its writer, says which part is wrong and shows a right one. */
public final class CalendarEventException extends IllegalArgumentException {

    CalendarEventException(String message, Object... values) {
        super(message.formatted(values));
    }

    /** The part as it was written, short enough for a message. */
    static String quoted(String part) {
        return "'" + (part.length() > 40 ? part.substring(0, 40) + "..." : part) + "'";
    }
}
