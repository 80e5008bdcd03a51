package io.mailroom.provider;

import io.mailroom.mime.Address;
import io.mailroom.web.Problem;
import java.net.IDN;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address whose provider is looked for.
 *
 * @param domain in ASCII and lower case
 */
record Asked(String localPart, String domain) {

    private static final int LONGEST = 320;

    /** At least two labels, and the last is no number: neither a name of the local network nor an address literal. */
    private static final Pattern PUBLIC_NAME = Pattern.compile(".+\\.(?!\\d+\\z)[a-z0-9-]*[a-z0-9]");

    /** @throws Problem 422 for whatever is not plainly an address at a domain */
    static Asked parse(String typed) {
        var text = typed.strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            throw refused("must be an e-mail address such as anna@example.org");
        }
        Address parsed = address(text);
        int at = parsed.address().lastIndexOf('@');
        var asked = new Asked(
                parsed.address().substring(0, at),
                parsed.address().substring(at + 1).toLowerCase(Locale.ROOT));
        if (parsed.name() != null || asked.localPart.startsWith("\"")) {
            throw refused("must be the plain address, without a name and without quotes");
        }
        if (!PUBLIC_NAME.matcher(asked.domain).matches()) {
            throw refused("must end in a domain such as example.org");
        }
        if (!sameName(text.substring(text.lastIndexOf('@') + 1), asked.domain)) {
            throw refused("has a domain that cannot be written in ASCII without becoming another one;"
                    + " use its ASCII form (xn--...)");
        }
        return asked;
    }

    private static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw refused("must be an e-mail address such as anna@example.org");
        }
    }

    /** The JDK follows IDNA 2003, which silently turns some names into others (ß into ss). */
    private static boolean sameName(String typed, String ascii) {
        return typed.chars().allMatch(c -> c < 0x80)
                || IDN.toUnicode(ascii).equalsIgnoreCase(Normalizer.normalize(typed, Normalizer.Form.NFC));
    }

    private static Problem refused(String message) {
        return Problem.invalid("address", message);
    }

    String address() {
        return localPart + "@" + domain;
    }

    /** With Thunderbird's placeholders filled in, wherever in the text they are. */
    String fill(String text) {
        return text.replace("%EMAILADDRESS%", address())
                .replace("%EMAILLOCALPART%", localPart)
                .replace("%EMAILDOMAIN%", domain);
    }

    /** @param template with {@code {domain}} and {@code {address}} */
    URI uri(String template) {
        return uri(template, domain);
    }

    /** The same for the documents of another domain. */
    URI uri(String template, String other) {
        return URI.create(template.replace("{domain}", other)
                .replace("{address}", URLEncoder.encode(address(), StandardCharsets.UTF_8)));
    }
}
