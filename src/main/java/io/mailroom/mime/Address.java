package io.mailroom.mime;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox (RFC 5322 section 3.4): a display name, if it has one, and an addr-spec.
 *
 * <p>Neither half can hold a line break, so an address can never add a header field to a message.
 */
public record Address(@Nullable String name, String address) {

    private static final Pattern LOCAL_PART = Pattern.compile(
            "[\\w!#$%&'*+/=?^`{|}~-]+(\\.[\\w!#$%&'*+/=?^`{|}~-]+)*|\"([\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\\x20-\\x7E])+\"");
    private static final Pattern DOMAIN = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
    private static final Pattern LITERAL = Pattern.compile("\\[(\\d{1,3}(\\.\\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]{2,45})]");
    private static final Pattern PLAIN_NAME =
            Pattern.compile("[\\w!#$%&'*+/=?^`{|}~ -]+", Pattern.UNICODE_CHARACTER_CLASS);

    public Address {
        name = name == null || name.isBlank() ? null : name;
        refuseControls(address);
        if (name != null) {
            refuseControls(name);
        }
    }

    /**
     * What a user typed: {@code jane@example.org} or {@code Jane Doe <jane@example.org>}. A domain of other letters than
     * ASCII is turned into its ASCII form.
     *
     * @throws IllegalArgumentException with a message for that user
     */
    public static Address parse(String typed) {
        refuseControls(typed);
        var text = typed.strip();
        int open = text.lastIndexOf('<');
        if (open < 0 || !text.endsWith(">")) {
            return new Address(null, addrSpec(text, typed));
        }
        var address = addrSpec(text.substring(open + 1, text.length() - 1).strip(), typed);
        return new Address(displayName(text.substring(0, open).strip(), typed), address);
    }

    private static @Nullable String displayName(String phrase, String typed) {
        if (phrase.length() >= 2 && phrase.startsWith("\"") && phrase.endsWith("\"")) {
            return phrase.substring(1, phrase.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        if (phrase.chars().anyMatch(c -> "<>@,;:\"".indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "'%s' is not one e-mail address; put a name with special characters in double quotes."
                            .formatted(typed));
        }
        return phrase;
    }

    private static String addrSpec(String text, String typed) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at == text.length() - 1) {
            throw new IllegalArgumentException("'%s' is not an e-mail address like name@example.org.".formatted(typed));
        }
        var local = text.substring(0, at);
        var domain = ascii(text.substring(at + 1));
        if (local.getBytes(StandardCharsets.UTF_8).length > 64
                || !LOCAL_PART.matcher(local).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not an e-mail address: '%s' cannot stand before the @.".formatted(typed, local));
        }
        if (!DOMAIN.matcher(domain).matches() && !LITERAL.matcher(domain).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not an e-mail address: '%s' is no domain.".formatted(typed, text.substring(at + 1)));
        }
        return local + "@" + domain;
    }

    private static String ascii(String domain) {
        try {
            return domain.chars().allMatch(c -> c < 0x80) ? domain : IDN.toASCII(domain);
        } catch (IllegalArgumentException tooOdd) {
            return "";
        }
    }

    private static void refuseControls(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("An e-mail address cannot contain line breaks or control characters.");
        }
    }

    /** As it stands in a header; letters outside ASCII as they are (RFC 6532). */
    @Override
    public String toString() {
        if (name == null) {
            return address;
        }
        var phrase = PLAIN_NAME.matcher(name).matches() ? name : '"' + name.replaceAll("([\"\\\\])", "\\\\$1") + '"';
        return phrase + " <" + address + ">";
    }
}
