package io.mailroom.outbox;

import io.mailroom.mime.Address;
import java.util.Locale;

/** One address of a mail, and where it stood in the request. */
public record Recipient(Kind kind, int index, Address address) {

    /** Which of a mail's lists it is in; all of them are in the envelope, the last is in no header. */
    public enum Kind {
        TO("recipients"),
        CC("cc"),
        BCC("bcc");

        private final String field;

        Kind(String field) {
            this.field = field;
        }

        /** The list's name in JSON. */
        public String field() {
            return field;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** Its JSON path in the request. */
    public String field() {
        return kind.field() + "[" + index + "]";
    }

    /** The address as the envelope has it: two that differ in the domain's letter case only are the same one. */
    public String path() {
        var text = address.address();
        int at = text.lastIndexOf('@') + 1;
        return text.substring(0, at) + text.substring(at).toLowerCase(Locale.ROOT);
    }
}
