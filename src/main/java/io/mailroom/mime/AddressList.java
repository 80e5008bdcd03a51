package io.mailroom.mime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an address list (RFC 5322 section 3.4) as it comes: groups are opened, nonsense is passed over. */
final class AddressList {

    private final String text;
    private final int limit;
    private final List<Address> into;
    private int at;
    private final StringBuilder phrase = new StringBuilder();
    private final StringBuilder comment = new StringBuilder();
    private @Nullable String angle;
    private boolean noMoreAngles;

    private AddressList(String text, int limit, List<Address> into) {
        this.text = text;
        this.limit = limit;
        this.into = into;
    }

    /** Adds what is in {@code text} until {@code into} holds {@code limit}; false when there was more. */
    static boolean read(String text, int limit, List<Address> into) {
        return new AddressList(text, limit, into).read();
    }

    private boolean read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case '"' -> quotedString();
                case '(' -> comment();
                case '<' -> angleAddress();
                case '[' -> upTo(']');
                case ',', ';' -> {
                    if (!endMailbox()) {
                        return false;
                    }
                    at++;
                }
                case ':' -> {
                    // The name of a group stood before it.
                    phrase.setLength(0);
                    at++;
                }
                default -> atom(c);
            }
        }
        return endMailbox();
    }

    /** An encoded-word may hold what would be a separator elsewhere; some mailers forget to encode it. */
    private void atom(char c) {
        var word = c == '=' && text.startsWith("=?", at) ? EncodedWords.Word.at(text, at) : null;
        int end = word == null ? at + 1 : word.end();
        phrase.append(text, at, end);
        at = end;
    }

    private void quotedString() {
        int start = phrase.length();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            phrase.append(text.charAt(at++));
        }
        at++;
        if (at < text.length() && text.charAt(at) == '@') {
            // It is a local part, which needs its quotes.
            phrase.insert(start, '"').append('"');
        }
    }

    private void comment() {
        comment.setLength(0);
        int level = 0;
        do {
            char c = text.charAt(at++);
            if (c == '(') {
                level++;
            } else if (c == ')') {
                level--;
            } else if (c == '\\' && at < text.length()) {
                comment.append(text.charAt(at++));
            } else {
                comment.append(c);
            }
        } while (level > 0 && at < text.length());
    }

    private void angleAddress() {
        int close = noMoreAngles ? -1 : text.indexOf('>', at);
        noMoreAngles = close < 0;
        int end = close < 0 ? text.length() : close;
        var inner = text.substring(at + 1, end).replaceAll("[\\s<>\\p{Cntrl}]", "");
        // Obsolete routes, <@relay,@relay:local@domain> (RFC 5322 section 4.4).
        angle = inner.startsWith("@") ? inner.substring(inner.indexOf(':') + 1) : inner;
        at = end + 1;
        while (at < text.length() && text.charAt(at) == '>') {
            at++;
        }
    }

    private void upTo(char last) {
        int end = text.indexOf(last, at);
        int next = end < 0 ? text.length() : end + 1;
        phrase.append(text, at, next);
        at = next;
    }

    private boolean endMailbox() {
        var address = mailbox(HeaderText.readable(phrase.toString()));
        phrase.setLength(0);
        comment.setLength(0);
        angle = null;
        if (address == null) {
            return true;
        }
        if (into.size() >= limit) {
            return false;
        }
        into.add(address);
        return true;
    }

    private @Nullable Address mailbox(String words) {
        if (angle != null && !angle.isEmpty()) {
            return new Address(words.isEmpty() ? null : words, angle);
        }
        var remark = HeaderText.readable(comment.toString());
        boolean quotedLocalPart = words.startsWith("\"") && words.indexOf("\"@") > 0;
        if (words.indexOf(' ') < 0 || quotedLocalPart) {
            // "root" alone is an address too: that is how cron writes.
            return words.isEmpty() ? null : new Address(remark, words);
        }
        // Without angle brackets, or with all of it in an encoded-word: the one word that can be an address is it.
        for (var word : words.split(" ")) {
            if (word.indexOf('@') > 0) {
                var name = words.replace(word, "").strip();
                return new Address(name.isEmpty() ? remark : name, word.replaceAll("[<>]", ""));
            }
        }
        return null;
    }
}
