package io.mailroom.smtp;

import java.net.IDN;
import java.nio.charset.StandardCharsets;

/** A reverse-path or forward-path as it goes on the wire (RFC 5321 section 4.1.2): {@code <ann@example.org>}. */
record Path(String address) {

    private static final int LONGEST = 254;

    /**
     * Checks an address and gives its domain the ASCII form that every server takes.
     *
     * @throws IllegalArgumentException for anything that is no address, above all one that could smuggle in a command
     */
    static Path of(String address) {
        int at = address.lastIndexOf('@');
        if (at < 1 || at == address.length() - 1) {
            throw new IllegalArgumentException("an address has the form name@example.org");
        }
        if (address.chars().anyMatch(c -> c <= ' ' || c == '<' || c == '>' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("an address has no spaces, angle brackets or control characters");
        }
        var domain = address.substring(at + 1);
        var path = address.substring(0, at + 1) + (ascii(domain) ? domain : IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED));
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException("an address has at most " + LONGEST + " characters");
        }
        return new Path(path);
    }

    /** Of a message whose non-delivery nobody is to be told of. */
    static Path empty() {
        return new Path("");
    }

    /** Whether it takes SMTPUTF8 (RFC 6531) to say it. */
    boolean international() {
        return !ascii(address);
    }

    @Override
    public String toString() {
        return "<" + address + ">";
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
