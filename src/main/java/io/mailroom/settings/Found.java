package io.mailroom.settings;

import io.mailroom.provider.LoginWay;
import io.mailroom.provider.Proposal;
import io.mailroom.provider.ProviderView;
import io.mailroom.provider.Server;
import io.mailroom.provider.Source;
import io.mailroom.provider.SourceReport;
import io.quarkus.qute.TemplateData;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about the provider of an address, as the page tells it.
 *
 * @param passwordLink where the password that is wanted is made
 * @param imapLink where access has to be allowed first
 * @param others which other servers could be meant
 * @param asked what everybody said, where nobody knew
 */
@TemplateData
record Found(
        boolean any,
        String provider,
        String origin,
        String imap,
        String smtp,
        String advice,
        boolean unencrypted,
        @Nullable String passwordLink,
        @Nullable String imapLink,
        List<Other> others,
        List<String> asked) {

    /** @param number its place among the proposals */
    @TemplateData
    record Other(int number, String text) {}

    static Found of(ProviderView view, int chosen) {
        var proposals = view.proposals();
        String domain = view.address().substring(view.address().lastIndexOf('@') + 1);
        if (proposals.isEmpty()) {
            var asked = view.sources().stream()
                    .filter(source -> source.outcome() != SourceReport.Outcome.SWITCHED_OFF)
                    .filter(source -> source.why() != null)
                    .map(source -> origin(source.source(), domain) + ": " + source.why())
                    .toList();
            return new Found(false, domain, "", "", "", "", false, null, null, List.of(), asked);
        }
        var proposal = proposals.get(chosen);
        return new Found(
                true,
                proposal.name(),
                origin(proposal.source(), domain),
                text(proposal.imap()),
                text(proposal.smtp()),
                advice(proposal),
                !encrypted(proposal),
                https(password(proposal)),
                https(proposal.imapLink()),
                IntStream.range(0, proposals.size())
                        .filter(other -> other != chosen)
                        .mapToObj(other -> other(other, proposals.get(other), domain))
                        .toList(),
                List.of());
    }

    /** Where one may sign in as well, what the provider advises begins with that; here it stands at the password. */
    private static String advice(Proposal proposal) {
        var ways = proposal.login().stream().map(LoginWay::kind).toList();
        return ways.contains(LoginWay.Kind.OAUTH) && ways.contains(LoginWay.Kind.APP_PASSWORD)
                ? proposal.name()
                        + " refuses the password of the account itself. Make an app password in the settings of"
                        + " your account, which mostly needs two-step log-in, and paste it here."
                : proposal.advice();
    }

    private static boolean encrypted(Proposal proposal) {
        return proposal.imap().stream().allMatch(Found::encrypted)
                && proposal.smtp().stream().allMatch(Found::encrypted);
    }

    private static boolean encrypted(Server server) {
        return !server.sslType().equals("none");
    }

    private static Other other(int number, Proposal proposal, String domain) {
        return new Other(number, proposal.name() + ", from " + origin(proposal.source(), domain));
    }

    private static String origin(Source source, String domain) {
        return switch (source) {
            case PRESET -> "the list that Mailroom brings";
            case AUTOCONFIG, WELL_KNOWN -> "what " + domain + " itself publishes";
            case ISPDB -> "Thunderbird's database";
            case SRV -> "the name servers of " + domain;
            case MX -> "whose servers take the mail for " + domain;
        };
    }

    private static String text(List<Server> servers) {
        if (servers.isEmpty()) {
            return "none";
        }
        var first = servers.getFirst();
        return first.host() + ", port " + first.port() + ", "
                + switch (first.sslType()) {
                    case "ssl" -> "SSL/TLS";
                    case "starttls" -> "STARTTLS";
                    default -> "not encrypted";
                };
    }

    private static @Nullable String password(Proposal proposal) {
        return proposal.login().stream()
                .filter(way -> way.kind() != LoginWay.Kind.OAUTH)
                .map(LoginWay::link)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** It may come from strangers. */
    private static @Nullable String https(@Nullable String link) {
        return link != null && link.startsWith("https://") ? link : null;
    }
}
