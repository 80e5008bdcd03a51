package io.mailroom.provider;

import io.mailroom.egress.Tls;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** The SRV records of a domain (RFC 6186, RFC 8314 section 5.1): TLS from the start is preferred to STARTTLS. */
@ApplicationScoped
class SrvSource {

    /** What a domain may announce, and how connections to it begin. */
    private enum Service {
        IMAPS("_imaps", Tls.SSL),
        IMAP("_imap", Tls.STARTTLS),
        SUBMISSIONS("_submissions", Tls.SSL),
        SUBMISSION("_submission", Tls.STARTTLS);

        private static final int IMPLICIT_IMAP = 993;
        private static final int IMPLICIT_SMTP = 465;

        private final String label;
        private final Tls tls;

        Service(String label, Tls tls) {
            this.label = label;
            this.tls = tls;
        }

        String name(String domain) {
            return label + "._tcp." + domain;
        }

        /** Some announce the port of one service under the name of the other. */
        Tls tls(int port) {
            return port == IMPLICIT_IMAP || port == IMPLICIT_SMTP ? Tls.SSL : tls;
        }
    }

    private final Dns dns;

    SrvSource(Dns dns) {
        this.dns = dns;
    }

    /** What one of the services was found to be: its servers, or why nobody could tell. */
    private record Told(List<Server> servers, Optional<String> failure) {}

    /** Asks for all of them at the same time, on threads of {@code threads}. */
    Finding ask(Asked asked, ExecutorService threads) throws InterruptedException, ExecutionException {
        var imaps = threads.submit(() -> told(Service.IMAPS, asked));
        var imap = threads.submit(() -> told(Service.IMAP, asked));
        var submissions = threads.submit(() -> told(Service.SUBMISSIONS, asked));
        var submission = threads.submit(() -> told(Service.SUBMISSION, asked));
        try {
            return finding(asked, List.of(imaps.get(), imap.get()), List.of(submissions.get(), submission.get()));
        } finally {
            List.of(imaps, imap, submissions, submission).forEach(answer -> answer.cancel(true));
        }
    }

    private Told told(Service service, Asked asked) {
        try {
            var records = dns.records(service.name(asked.domain()), Type.SRV, SRVRecord.class);
            return new Told(servers(service, asked, records), Optional.empty());
        } catch (Dns.Unanswered e) {
            return new Told(List.of(), Optional.ofNullable(e.getMessage()));
        }
    }

    /** In the order of RFC 2782, but of equal priority the heaviest first: a proposal is no place for a dice. */
    private static List<Server> servers(Service service, Asked asked, List<SRVRecord> records) {
        return records.stream()
                .filter(record -> !record.getTarget().equals(Name.root)) // decidedly not offered
                .sorted(Comparator.comparingInt(SRVRecord::getPriority)
                        .thenComparing(
                                Comparator.comparingInt(SRVRecord::getWeight).reversed()))
                .flatMap(record -> Server.of(
                        record.getTarget().toString(true),
                        record.getPort(),
                        service.tls(record.getPort()),
                        asked.address())
                        .stream())
                .toList();
    }

    private static Finding finding(Asked asked, List<Told> incoming, List<Told> outgoing) {
        var imap = servers(incoming);
        var smtp = servers(outgoing);
        if (imap.isEmpty() && smtp.isEmpty()) {
            return Stream.concat(incoming.stream(), outgoing.stream())
                    .flatMap(told -> told.failure().stream())
                    .findFirst()
                    .<Finding>map(Finding.Failed::new)
                    .orElseGet(() -> new Finding.Nothing("The domain announces no IMAP or submission server in DNS."));
        }
        return new Finding.Found(new Proposal(
                Source.SRV, asked.domain(), imap, smtp, List.of(LoginWay.password()), null, Advice.forDns()));
    }

    private static List<Server> servers(List<Told> told) {
        return told.stream().flatMap(one -> one.servers().stream()).distinct().toList();
    }
}
