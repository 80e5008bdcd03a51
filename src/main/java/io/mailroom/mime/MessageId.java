package io.mailroom.mime;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.regex.Pattern;

/** Message-IDs of our own (RFC 5322 section 3.6.4). */
public final class MessageId {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");

    private MessageId() {}

    /**
     * One that never was before, without angle brackets.
     *
     * @param domain what stands after the @; a host of the sender, whose name makes it unique beyond us
     */
    public static String generate(String domain) {
        var right = domain.length() <= 253 && DOMAIN.matcher(domain).matches() ? domain : "localhost";
        return new BigInteger(160, RANDOM).toString(36) + "@" + right.toLowerCase(Locale.ROOT);
    }
}
