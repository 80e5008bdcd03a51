package io.mailroom.provider;

import io.mailroom.provider.Finding.Failed;
import io.mailroom.provider.Finding.Found;
import io.mailroom.provider.Finding.Nothing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.Locale;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Whose mail servers a domain uses: many domains have their mailboxes with a provider that is well known. */
@ApplicationScoped
class MxSource {

    private final Dns dns;
    private final Presets presets;
    private final Documents documents;
    private final ProviderConfig config;

    MxSource(Dns dns, Presets presets, Documents documents, ProviderConfig config) {
        this.dns = dns;
        this.presets = presets;
        this.documents = documents;
        this.config = config;
    }

    Finding ask(Asked asked) {
        try {
            return dns.records(asked.domain(), Type.MX, MXRecord.class).stream()
                    .min(Comparator.comparingInt(MXRecord::getPriority))
                    .filter(first -> !first.getTarget().equals(Name.root)) // RFC 7505: it takes no mail
                    .map(first -> of(first.getTarget().toString(true).toLowerCase(Locale.ROOT), asked))
                    .orElseGet(() -> new Nothing("The domain has no mail server of its own in DNS."));
        } catch (Dns.Unanswered e) {
            return new Failed(String.valueOf(e.getMessage()));
        }
    }

    private Finding of(String exchanger, Asked asked) {
        if (config.presets()) {
            var preset = presets.ofExchanger(exchanger);
            if (preset.isPresent()) {
                return found(preset.get().proposal(Source.MX, asked), exchanger);
            }
        }
        var provider = RegistrableDomain.of(exchanger);
        if (!config.ispdb() || provider.equals(asked.domain())) {
            return new Nothing("Mail for the domain goes to " + exchanger + ", which is not known here.");
        }
        return switch (documents.ask(Source.MX, asked, asked.uri(config.ispdbUrl(), provider))) {
            case Found(var proposal) -> found(proposal, exchanger);
            case Nothing nothing ->
                new Nothing(
                        "Mail for the domain goes to " + exchanger + ", which Thunderbird's database does not know.");
            case Failed failed -> failed;
        };
    }

    private static Finding found(Proposal guess, String exchanger) {
        return new Found(new Proposal(
                guess.source(),
                guess.name(),
                guess.imap(),
                guess.smtp(),
                guess.login(),
                guess.imapLink(),
                Advice.forExchanger(exchanger, guess.advice())));
    }
}
