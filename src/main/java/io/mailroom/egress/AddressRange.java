package io.mailroom.egress;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3).
 *
 * @param first its first address
 * @param length how many bits all of its addresses have in common
 */
public record AddressRange(InetAddress first, int length) {

    /** @throws IllegalArgumentException when it is none; the message is a sentence for the operator */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        try {
            var address = address(slash < 0 ? text : text.substring(0, slash));
            int bits = address.getAddress().length * 8;
            int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            if (length >= 0 && length <= bits) {
                return new AddressRange(address, length);
            }
        } catch (IllegalArgumentException noAddress) {
            // Told below, in one sentence for all that can be wrong with it.
        }
        throw new IllegalArgumentException(
                text + " is no range of addresses. Write it like 192.168.0.0/16, fd00::/8 or 10.1.2.3.");
    }

    private static InetAddress address(String text) {
        // Java reads 10.1 as 10.0.0.1, and who writes 10.1/16 means something else.
        if (text.indexOf(':') < 0 && !text.matches("(\\d+\\.){3}\\d+")) {
            throw new IllegalArgumentException(text);
        }
        return InetAddress.ofLiteral(text); // looks nothing up
    }

    public boolean contains(InetAddress address) {
        var one = first.getAddress();
        var other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        int whole = length / 8;
        int rest = length % 8;
        return Arrays.equals(one, 0, whole, other, 0, whole)
                && (rest == 0 || (one[whole] & 0xff) >> 8 - rest == (other[whole] & 0xff) >> 8 - rest);
    }
}
