package io.mailroom.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SRV records from a DNS server over a real socket. */
@Timeout(20)
class SrvSourceTest {

    private static final Asked ANNA = Asked.parse("anna@example.org");

    private final DnsServer dns = DnsServer.start();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        dns.close();
        threads.shutdownNow();
    }

    private Finding ask() throws Exception {
        var config = Configs.with(Map.of("dns-servers", dns.address(), "time", "1s"));
        return new SrvSource(new Dns(config)).ask(ANNA, threads);
    }

    private Proposal proposal() throws Exception {
        return ((Finding.Found) ask()).proposal();
    }

    @Test
    void implicitTlsShouldComeBeforeStarttlsAndEachInTheOrderOfItsRecords() throws Exception {
        dns.srv("_imap._tcp.example.org", 0, 0, 143, "imap.example.org")
                .srv("_imaps._tcp.example.org", 20, 0, 993, "last.example.org")
                .srv("_imaps._tcp.example.org", 10, 1, 993, "light.example.org")
                .srv("_imaps._tcp.example.org", 10, 9, 1993, "heavy.example.org")
                .srv("_submissions._tcp.example.org", 0, 0, 465, "smtps.example.org")
                .srv("_submission._tcp.example.org", 0, 0, 587, "smtp.example.org");

        var proposal = proposal();

        assertThat(proposal.imap())
                .containsExactly(
                        new Server("heavy.example.org", 1993, "ssl", "anna@example.org"),
                        new Server("light.example.org", 993, "ssl", "anna@example.org"),
                        new Server("last.example.org", 993, "ssl", "anna@example.org"),
                        new Server("imap.example.org", 143, "starttls", "anna@example.org"));
        assertThat(proposal.smtp())
                .containsExactly(
                        new Server("smtps.example.org", 465, "ssl", "anna@example.org"),
                        new Server("smtp.example.org", 587, "starttls", "anna@example.org"));
        assertThat(proposal.source()).isEqualTo(Source.SRV);
    }

    @Test
    void port465ShouldMeanImplicitTlsAlsoWhenItIsAnnouncedForStarttls() throws Exception {
        dns.srv("_submission._tcp.example.org", 0, 0, 465, "smtp.example.org");

        assertThat(proposal().smtp()).containsExactly(new Server("smtp.example.org", 465, "ssl", "anna@example.org"));
    }

    @Test
    void rootAsTargetShouldMeanThatItIsNotOffered() throws Exception {
        dns.srv("_imaps._tcp.example.org", 0, 0, 0, ".")
                .srv("_imap._tcp.example.org", 0, 0, 143, "imap.example.org")
                .srv("_submission._tcp.example.org", 0, 0, 0, ".");

        assertThat(proposal().imap())
                .containsExactly(new Server("imap.example.org", 143, "starttls", "anna@example.org"));
        assertThat(proposal().smtp()).isEmpty();
    }

    @Test
    void findingShouldBeNothingWhenThereAreNoRecords() throws Exception {
        assertThat(ask()).isInstanceOf(Finding.Nothing.class);
        assertThat(dns.questions())
                .containsExactlyInAnyOrder(
                        "_imaps._tcp.example.org. SRV",
                        "_imap._tcp.example.org. SRV",
                        "_submissions._tcp.example.org. SRV",
                        "_submission._tcp.example.org. SRV");
    }

    @Test
    void findingShouldBeAFailureWhenTheServerFails() throws Exception {
        dns.failing();

        assertThat(ask()).isInstanceOf(Finding.Failed.class);
    }

    @Test
    void findingShouldBeAFailureInTimeWhenNobodyAnswers() throws Exception {
        dns.silent();

        assertThat(ask()).isEqualTo(new Finding.Failed("No DNS server answered in time."));
    }
}
