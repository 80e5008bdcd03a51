package io.mailroom.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is looked up in these tests but literals, which need no name server. */
class GuardTest {

    private static final Guard PUBLIC_ONLY = Guard.allowing();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "100.127.255.255",
                "100.100.100.200",
                "169.254.169.254",
                "168.63.129.16",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "::127.0.0.1",
                "::8.8.8.8",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "3fff::1",
                "5f00::1",
                "64:ff9b:1::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:a9fe:a9fe",
                "2002:7f00:1::",
                "2002:0a00:1::1",
                "2002:a9fe:a9fe::1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "[::1]",
                "[fe80::1]",
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f000001",
                "0x7F.0x0.0x0.0x1",
                "0177.0.0.1",
                "017700000001",
                "0",
                "0x0",
                "10.1",
                "0xa.1",
                "3232235777",
                "127.0.0.1."
            })
    void addressInsideShouldBeRefusedInAnySpelling(String host) {
        assertThatExceptionOfType(EgressDenied.class).isThrownBy(() -> PUBLIC_ONLY.addresses(host, 993));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "::ffff:8.8.8.8",
                "2002:0808:0808::1",
                "64:ff9b::8.8.8.8",
                "[2606:4700::1111]",
                "134744072",
                "8.8.2056"
            })
    void publicAddressShouldBeLetThrough(String host) throws Exception {
        assertThat(PUBLIC_ONLY.addresses(host, 993).permitted()).hasSize(1);
    }

    @Test
    void numbersThatAreNoAddressShouldNotBeLookedUp() {
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> PUBLIC_ONLY.addresses("999.1.1.1", 25));
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> PUBLIC_ONLY.addresses("4294967296", 25));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.0.0/16, 192.168.7.1, 10.0.0.1",
        "10.1.2.3, 10.1.2.3, 10.1.2.4",
        "10.1.2.0/25, 10.1.2.127, 10.1.2.128",
        "fd00::/8, fd12::1, fe80::1",
        "::1, ::1, 127.0.0.1",
        "10.0.0.0/8, ::ffff:10.1.1.1, ::ffff:192.168.1.1",
        "10.0.0.0/8, 64:ff9b::10.1.1.1, 64:ff9b::192.168.1.1",
        "64:ff9b:1::/48, 64:ff9b:1::1, 64:ff9b:2::1"
    })
    void operatorShouldBeAbleToAllowARange(String range, String inside, String outside) throws Exception {
        var guard = Guard.allowing(range);

        assertThat(guard.addresses(inside, 143).permitted()).hasSize(1);
        assertThatExceptionOfType(EgressDenied.class).isThrownBy(() -> guard.addresses(outside, 143));
    }

    @Test
    void everythingShouldBeAllowedWhenTheOperatorSaysSo() throws Exception {
        var open = Guard.allowing("0.0.0.0/0", "::/0");

        for (var host : List.of("127.0.0.1", "::1", "169.254.169.254", "fe80::1")) {
            assertThat(open.addresses(host, 25).permitted()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.168.0.0/33", "192.168.0.0/-1", "example.org", "10.0.0.0/", "/8", "", "10.0/8", "::/129"})
    void configurationShouldBeRefusedWhenItIsNoRange(String range) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Guard.allowing(range))
                .withMessageContaining("is no range of addresses");
    }

    @Test
    void sandboxShouldBeReachedOnItsPortsOfLoopbackOnly() throws Exception {
        var guard = Guard.allowing(List.of(), Set.of(3143));

        assertThat(guard.addresses("127.0.0.1", 3143).permitted()).hasSize(1);
        assertThat(guard.addresses("::1", 3143).permitted()).hasSize(1);
        assertThatExceptionOfType(EgressDenied.class).isThrownBy(() -> guard.addresses("127.0.0.1", 3144));
        assertThatExceptionOfType(EgressDenied.class).isThrownBy(() -> guard.addresses("192.168.0.1", 3143));
    }

    @Test
    void addressesInsideShouldBeDroppedWhenAHostHasOthers() throws Exception {
        var guard = resolving("10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111", "8.8.8.8");

        var addresses = guard.addresses("mixed.example", 993);

        assertThat(addresses.permitted())
                .containsExactly(InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral("2606:4700::1111"));
        assertThat(addresses.dropped())
                .containsExactly(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("::1"));
    }

    @Test
    void refusalShouldNameTheAddressAndWhatTheOperatorCanDo() {
        assertThatExceptionOfType(EgressDenied.class)
                .isThrownBy(() -> resolving("10.0.0.1", "fd00::1").addresses("mail.example", 993))
                .withMessage("mail.example is at 10.0.0.1, fd00:0:0:0:0:0:0:1, which is inside a private network or"
                        + " this machine, where this service connects to nothing. Whoever runs it can allow that by"
                        + " adding the address to mailroom.egress.allow.");
        assertThatExceptionOfType(EgressDenied.class)
                .isThrownBy(() -> PUBLIC_ONLY.addresses("192.168.0.1", 993))
                .withMessageStartingWith("192.168.0.1 is inside a private network");
    }

    private static Guard resolving(String... literals) {
        return new Guard(
                List.of(),
                Set.of(),
                name -> Stream.of(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new));
    }
}
