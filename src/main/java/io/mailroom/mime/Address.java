package io.mailroom.mime;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox (RFC 5322 section 3.4): a display name, if it has one, and an addr-spec.
 *
 * <p>Neither half can hold a line break, so an address can never add a header field to a message.
 */
public record Address(@Nullable String name, String address) {

    /** Letters of any script as RFC 6531 section 3.3 allows them; nothing that cannot be seen. */
    private static final String ATEXT = "[\\w!#$%&'*+/=?^`{|}~\\p{L}\\p{M}\\p{N}-]+";

    private static final Pattern LOCAL_PART =
            Pattern.compile(ATEXT + "(\\." + ATEXT + ")*|\"([\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\\x20-\\x7E])+\"");
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
     * ASCII is turned into its ASCII form. Marks that turn the direction of text are left out of the name: nobody sees that
     * they are there.
     *
     * @throws IllegalArgumentException with a message for that user
     */
    public static Address parse(String typed) {
        refuseControls(typed);
        var text = Normalizer.normalize(typed.strip(), Normalizer.Form.NFC);
        int open = text.lastIndexOf('<');
        if (open < 0 || !text.endsWith(">")) {
            return new Address(null, addrSpec(text, typed));
        }
        var address = addrSpec(text.substring(open + 1, text.length() - 1).strip(), typed);
        var name = displayName(text.substring(0, open).strip(), typed);
        return new Address(name == null ? null : HeaderText.undirected(name).strip(), address);
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
            return DomainName.ascii(domain);
        } catch (IllegalArgumentException | ArithmeticException tooOdd) {
            return "";
        }
    }

    /** Whether only a server with SMTPUTF8 takes it (RFC 6531): a domain has an ASCII form, a local part has none. */
    public boolean international() {
        return !address.chars().allMatch(c -> c < 0x80);
    }

    private static void refuseControls(String text) {
        if (HeaderText.hasControls(text)) {
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
