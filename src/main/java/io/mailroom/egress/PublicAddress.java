package io.mailroom.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells the addresses of the Internet from those that mean something inside a network or a machine (the registries of RFC
 * 6890, and what clouds put beside them).
 */
final class PublicAddress {

    private static final List<AddressRange> SPECIAL_IPV4 = ranges(
            "0.0.0.0/8", // this network; 0.0.0.0 itself reaches loopback
            "10.0.0.0/8", // RFC 1918
            "100.64.0.0/10", // behind a provider's NAT, and metadata of Alibaba
            "127.0.0.0/8", // loopback
            "168.63.129.16", // what a machine on Azure asks about itself
            "169.254.0.0/16", // link-local, and metadata of most clouds
            "172.16.0.0/12", // RFC 1918
            "192.0.0.0/24", // IETF protocols, and metadata of Oracle
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4, retired
            "192.168.0.0/16", // RFC 1918
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    /** All that is given out so far; loopback, link-local, unique local, multicast and the rest lie outside. */
    private static final AddressRange GLOBAL_UNICAST = AddressRange.of("2000::/3");

    private static final List<AddressRange> SPECIAL_IPV6 = ranges(
            "2001::/23", // IETF protocols, Teredo among them
            "2001:db8::/32", // documentation
            "3fff::/20"); // documentation

    private static final AddressRange SIX_TO_FOUR = AddressRange.of("2002::/16");
    private static final AddressRange NAT64 = AddressRange.of("64:ff9b::/96");

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        var embedded = embedded(address);
        if (embedded.isPresent()) {
            return is(embedded.get());
        }
        return address.getAddress().length == 4
                ? SPECIAL_IPV4.stream().noneMatch(range -> range.contains(address))
                : GLOBAL_UNICAST.contains(address) && SPECIAL_IPV6.stream().noneMatch(range -> range.contains(address));
    }

    /**
     * The IPv4 address that packets to this IPv6 address end at, by 6to4 (RFC 3056) or NAT64 (RFC 6052). Those mapped into
     * IPv6 (RFC 4291 section 2.5.5.2) are IPv4 addresses to Java from the beginning.
     */
    static Optional<InetAddress> embedded(InetAddress address) {
        var bytes = address.getAddress();
        if (SIX_TO_FOUR.contains(address)) {
            return Optional.of(ipv4(bytes, 2));
        }
        return NAT64.contains(address) ? Optional.of(ipv4(bytes, 12)) : Optional.empty();
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes always are an address
        }
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::of).toList();
    }
}
