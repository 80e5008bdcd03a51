package io.mailroom.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mailroom.egress.Guard;
import io.mailroom.egress.WebClient;
import io.mailroom.provider.SourceReport.Outcome;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole search, against a web server and a DNS server of its own. */
@Timeout(30)
class SearchTest {

    private static final Duration TIME = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private final DocumentServer web = DocumentServer.start();
    private final DnsServer dns = DnsServer.start();
    private final List<Search> searches = new ArrayList<>();

    private Guard guard = Guard.allowing("127.0.0.0/8");

    @AfterEach
    void stop() {
        searches.forEach(Search::stop);
        web.close();
        dns.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private ProviderView search(String address, Map<String, String> changes) {
        var settings = new HashMap<>(Map.of(
                "autoconfig-url", web.url("/autoconfig?for={address}&at={domain}"),
                "well-known-url", web.url("/well-known"),
                "ispdb-url", web.url("/ispdb/{domain}"),
                "dns-servers", dns.address(),
                "time", TIME.toSeconds() + "s"));
        settings.putAll(changes);
        var config = Configs.with(settings);
        var presets = new Presets();
        var documents = new Documents(new WebClient(guard, vertx), presets, config);
        var asker = new Dns(config);
        var search = new Search(
                presets, documents, new SrvSource(asker), new MxSource(asker, presets, documents, config), config);
        searches.add(search);
        return search.search(Asked.parse(address));
    }

    private ProviderView search(String address) {
        return search(address, Map.of());
    }

    private static Outcome outcome(ProviderView view, Source source) {
        return report(view, source).outcome();
    }

    private static SourceReport report(ProviderView view, Source source) {
        return view.sources().stream()
                .filter(report -> report.source() == source)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void presetShouldAnswerAtOnceAndAskNobody() {
        dns.silent();
        web.hang("/autoconfig").hang("/well-known").hang("/ispdb/gmail.com");

        long begin = System.nanoTime();
        var view = search("anna@gmail.com");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIME);
        assertThat(view.proposals())
                .extracting(Proposal::source, Proposal::name)
                .containsExactly(tuple(Source.PRESET, "Gmail"));
        assertThat(view.sources())
                .extracting(SourceReport::outcome)
                .containsExactly(
                        Outcome.FOUND,
                        Outcome.NOT_ASKED,
                        Outcome.NOT_ASKED,
                        Outcome.NOT_ASKED,
                        Outcome.NOT_ASKED,
                        Outcome.NOT_ASKED);
        assertThat(web.requests()).isEmpty();
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void proposalsShouldComeInTheOrderOfTrust() {
        web.document("/autoconfig", "several-servers.xml")
                .document("/well-known", "oauth.xml")
                .document("/ispdb/example.org", "oauth-without-endpoints.xml");
        dns.srv("_imaps._tcp.example.org", 0, 0, 993, "srv.example.org").mx("example.org", 10, "mx.l.google.com");

        var view = search("anna@example.org");

        assertThat(view.proposals())
                .extracting(Proposal::source, Proposal::name)
                .containsExactly(
                        tuple(Source.AUTOCONFIG, "Beispiel & Söhne"),
                        tuple(Source.WELL_KNOWN, "Example Mail"),
                        tuple(Source.ISPDB, "Hosted elsewhere"),
                        tuple(Source.SRV, "example.org"),
                        tuple(Source.MX, "Google Workspace"));
        assertThat(view.sources())
                .extracting(SourceReport::outcome)
                .containsExactly(
                        Outcome.NOTHING, Outcome.FOUND, Outcome.FOUND, Outcome.FOUND, Outcome.FOUND, Outcome.FOUND);
        assertThat(view.lasting()).isTrue();
    }

    @Test
    void onlyTheProviderItselfShouldHearOfTheAddress() {
        search("anna+a@example.org");

        assertThat(web.requests())
                .containsExactlyInAnyOrder(
                        "/autoconfig?for=anna%2Ba%40example.org&at=example.org", "/well-known", "/ispdb/example.org");
    }

    @Test
    void sameServersShouldBeProposedOnce() {
        web.document("/autoconfig", "oauth.xml").document("/well-known", "oauth.xml");

        var view = search("anna@example.org");

        assertThat(view.proposals()).extracting(Proposal::source).containsExactly(Source.AUTOCONFIG);
        assertThat(outcome(view, Source.WELL_KNOWN)).isEqualTo(Outcome.FOUND);
    }

    @Test
    void unencryptedServersShouldBeLeftOutWhenThereAreOthers() {
        web.document("/autoconfig", "plain-only.xml").document("/well-known", "several-servers.xml");

        var view = search("anna@example.org");

        assertThat(view.proposals()).extracting(Proposal::source).containsExactly(Source.WELL_KNOWN);
        assertThat(view.proposals().getFirst().imap())
                .allMatch(Server::encrypted)
                .hasSize(2);
    }

    @Test
    void unencryptedServersShouldBeMarkedLoudlyWhenThereIsNothingElse() {
        web.document("/autoconfig", "plain-only.xml");

        var proposal = search("anna@old.example.org").proposals().getFirst();

        assertThat(proposal.imap()).containsExactly(new Server("mail.old.example.org", 143, "none", "anna"));
        assertThat(proposal.imap().getFirst().warning()).startsWith("NOT ENCRYPTED");
        assertThat(proposal.advice()).startsWith("CAUTION: ");
    }

    @Test
    void mailServersOfAKnownProviderShouldLeadToItsPreset() {
        dns.mx("example.org", 20, "backup.example.net")
                .mx("example.org", 10, "example-org.mail.protection.outlook.com");

        var proposal = search("anna@example.org").proposals().getFirst();

        assertThat(proposal.source()).isEqualTo(Source.MX);
        assertThat(proposal.name()).isEqualTo("Microsoft 365");
        assertThat(proposal.login()).extracting(LoginWay::provider).containsExactly("microsoft");
        assertThat(proposal.advice()).startsWith("A guess, because mail for this domain goes to example-org.mail.");
    }

    @Test
    void mailServersOfAnotherProviderShouldBeLookedUpInTheDatabase() {
        web.document("/ispdb/hoster.example", "oauth.xml");
        dns.mx("example.org", 10, "mx1.in.hoster.example");

        var proposal = search("anna@example.org").proposals().getFirst();

        assertThat(proposal.source()).isEqualTo(Source.MX);
        assertThat(proposal.imap()).containsExactly(new Server("imap.example.org", 993, "ssl", "anna@example.org"));
    }

    @Test
    void domainThatTakesNoMailShouldLeadNowhere() {
        dns.mx("example.org", 0, ".");

        var view = search("anna@example.org");

        assertThat(view.proposals()).isEmpty();
        assertThat(outcome(view, Source.MX)).isEqualTo(Outcome.NOTHING);
    }

    @Test
    void searchShouldEndInTimeWithWhatIsThereWhenEverybodyElseHangs() {
        web.hang("/autoconfig").hang("/well-known").document("/ispdb/example.org", "oauth.xml");
        dns.silent();

        long begin = System.nanoTime();
        var view = search("anna@example.org");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIME.plusSeconds(2));
        assertThat(view.proposals()).extracting(Proposal::source).containsExactly(Source.ISPDB);
        for (var source : List.of(Source.AUTOCONFIG, Source.WELL_KNOWN, Source.SRV, Source.MX)) {
            assertThat(outcome(view, source)).as("%s", source).isEqualTo(Outcome.FAILED);
        }
        assertThat(view.lasting()).isFalse();
    }

    @Test
    void searchShouldEndInTimeWhenADocumentTricklesForEver() {
        web.reply("/autoconfig", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.onSpinWait();
            }
        });

        long begin = System.nanoTime();
        var view = search("anna@example.org");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIME.plusSeconds(2));
        assertThat(outcome(view, Source.AUTOCONFIG)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void answersThatAreNoDocumentShouldSaySo() {
        web.answer("/autoconfig", 503, new byte[0])
                .answer("/well-known", 200, "<html><body>Welcome</body></html>".getBytes())
                .answer("/ispdb/example.org", 200, " ".repeat(300 * 1024).getBytes());

        var view = search("anna@example.org");

        assertThat(report(view, Source.AUTOCONFIG).why()).isEqualTo("127.0.0.1 answered 503.");
        assertThat(report(view, Source.WELL_KNOWN).why()).contains("clientConfig");
        assertThat(outcome(view, Source.ISPDB)).isEqualTo(Outcome.FAILED);
        assertThat(view.proposals()).isEmpty();
    }

    @Test
    void missingDocumentShouldCountAsNothing() {
        var view = search("anna@example.org");

        assertThat(outcome(view, Source.AUTOCONFIG)).isEqualTo(Outcome.NOTHING);
        assertThat(outcome(view, Source.WELL_KNOWN)).isEqualTo(Outcome.NOTHING);
        assertThat(outcome(view, Source.ISPDB)).isEqualTo(Outcome.NOTHING);
        assertThat(view.lasting()).isTrue();
    }

    @Test
    void redirectsShouldBeFollowedToWhereTheGuardAllowsThem() {
        web.redirect("/autoconfig", web.url("/elsewhere"))
                .document("/elsewhere", "oauth.xml")
                .redirect("/well-known", "http://10.0.0.1/config.xml");

        var view = search("anna@example.org");

        assertThat(outcome(view, Source.AUTOCONFIG)).isEqualTo(Outcome.FOUND);
        assertThat(report(view, Source.WELL_KNOWN).why()).contains("10.0.0.1").contains("private network");
    }

    @Test
    void hostsInsideShouldNotBeAsked() {
        guard = Guard.allowing();
        web.document("/autoconfig", "oauth.xml");

        var view = search("anna@example.org");

        assertThat(report(view, Source.AUTOCONFIG).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void hostThatIsNotThereShouldCountAsNothing() {
        var view = search(
                "anna@example.org",
                Map.of("autoconfig-url", "https://autoconfig.{domain}.invalid/mail/config-v1.1.xml"));

        assertThat(outcome(view, Source.AUTOCONFIG)).isEqualTo(Outcome.NOTHING);
    }

    @Test
    void nobodyShouldBeAskedWhenAllIsSwitchedOff() {
        var off = new HashMap<String, String>();
        List.of("presets", "autoconfig", "well-known", "ispdb", "srv", "mx").forEach(name -> off.put(name, "false"));

        var view = search("anna@gmail.com", off);

        assertThat(view.proposals()).isEmpty();
        assertThat(view.sources())
                .extracting(SourceReport::outcome)
                .containsOnly(Outcome.SWITCHED_OFF)
                .hasSize(6);
        assertThat(web.requests()).isEmpty();
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void presetsAloneShouldNeedNoNetwork() {
        var off = new HashMap<String, String>();
        List.of("autoconfig", "well-known", "ispdb", "srv", "mx").forEach(name -> off.put(name, "false"));

        assertThat(search("anna@posteo.de", off).proposals())
                .extracting(Proposal::name)
                .containsExactly("Posteo");
        assertThat(search("anna@example.org", off).proposals()).isEmpty();
        assertThat(web.requests()).isEmpty();
        assertThat(dns.questions()).isEmpty();
    }
}
