package io.mailroom.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which addresses may be connected to on a user's word: public ones, and what the operator allows besides. A host is looked
 * up once, here, and connected to by the addresses that were found and judged; a name that means something else a moment
 * later (DNS rebinding) changes nothing. Blocking.
 *
 * @param allowed besides public addresses
 * @param localPorts of loopback, allowed in any case
 * @param resolver asked once for each connection
 */
public record Guard(List<AddressRange> allowed, Set<Integer> localPorts, Resolver resolver) {

    /** Finds the addresses of a name. */
    interface Resolver {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    private static final Resolver SYSTEM = InetAddress::getAllByName;

    /** Operators are told its name. */
    static final String PROPERTY = "mailroom.egress.allow";

    /** Digits, or what C would read as digits: never a name, and read here before a resolver reads it in its own way. */
    private static final Pattern NUMERIC =
            Pattern.compile("(\\d+|0[xX][0-9a-fA-F]*)(\\.(\\d+|0[xX][0-9a-fA-F]*)){0,3}\\.?");

    public Guard {
        allowed = List.copyOf(allowed);
        localPorts = Set.copyOf(localPorts);
    }

    /**
     * @param ranges in CIDR notation
     * @throws IllegalArgumentException when one of them is none; the message is for the operator
     */
    public static Guard allowing(String... ranges) {
        return allowing(List.of(ranges), Set.of());
    }

    static Guard allowing(List<String> ranges, Set<Integer> localPorts) {
        var allowed = ranges.stream().map(String::strip).map(AddressRange::of).toList();
        return new Guard(allowed, localPorts, SYSTEM);
    }

    /**
     * What a host's name led to at one moment, in the resolver's order.
     *
     * @param permitted those that may be connected to, at least one
     */
    record Addresses(List<InetAddress> permitted, List<InetAddress> dropped) {}

    /**
     * Looks a host up and judges its addresses.
     *
     * @param host a name, or an address in any notation
     * @throws EgressDenied when none of them may be connected to
     */
    Addresses addresses(String host, int port) throws UnknownHostException, EgressDenied {
        var all = lookUp(host).stream().distinct().toList();
        var permitted = all.stream().filter(address -> permits(address, port)).toList();
        if (permitted.isEmpty()) {
            throw new EgressDenied(refusal(host, all));
        }
        var dropped =
                all.stream().filter(address -> !permitted.contains(address)).toList();
        return new Addresses(permitted, dropped);
    }

    boolean permits(InetAddress address, int port) {
        return PublicAddress.is(address)
                || address.isLoopbackAddress() && localPorts.contains(port)
                || allows(address)
                || PublicAddress.embedded(address).filter(this::allows).isPresent();
    }

    private boolean allows(InetAddress address) {
        return allowed.stream().anyMatch(range -> range.contains(address));
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (NUMERIC.matcher(bare).matches()) {
            return List.of(literal(bare));
        }
        return List.of(resolver.addresses(bare));
    }

    private static InetAddress literal(String numeric) throws UnknownHostException {
        try {
            // 0x7f.1, 0177.0.0.1 and 2130706433 are 127.0.0.1 to everything that is written in C.
            return Inet4Address.ofPosixLiteral(
                    numeric.endsWith(".") ? numeric.substring(0, numeric.length() - 1) : numeric);
        } catch (IllegalArgumentException e) {
            throw new UnknownHostException(numeric);
        }
    }

    private static String refusal(String host, List<InetAddress> dropped) {
        var addresses = dropped.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        var what = addresses.equals(host) ? host + " is" : host + " is at " + addresses + ", which is";
        return what + " inside a private network or this machine, where this service connects to nothing."
                + " Whoever runs it can allow that by adding the address to " + PROPERTY + ".";
    }
}
