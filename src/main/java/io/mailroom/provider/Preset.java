package io.mailroom.provider;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One provider of the list that Mailroom brings; users and hosts may hold Thunderbird's placeholders. */
@RegisterForReflection
record Preset(
        String id,
        String name,
        List<String> domains,
        List<String> mx,
        List<Server> imap,
        List<Server> smtp,
        List<LoginWay> login,
        @Nullable String imapLink,
        String advice) {

    boolean isFor(String domain) {
        return best(domains.stream().filter(pattern -> !pattern.startsWith("!")), domain) > 0
                && best(exceptions(), domain) == 0;
    }

    /** How well a mail server's name fits; 0 not at all. */
    int servedBy(String exchanger) {
        return best(mx.stream(), exchanger);
    }

    private Stream<String> exceptions() {
        return domains.stream().filter(pattern -> pattern.startsWith("!")).map(pattern -> pattern.substring(1));
    }

    private static int best(Stream<String> patterns, String name) {
        return patterns.mapToInt(pattern -> NamePattern.match(pattern, name))
                .max()
                .orElse(0);
    }

    Proposal proposal(Source source, Asked asked) {
        return new Proposal(source, name, filled(imap, asked), filled(smtp, asked), login, imapLink, advice);
    }

    private static List<Server> filled(List<Server> servers, Asked asked) {
        return servers.stream()
                .map(server -> new Server(
                        server.host(),
                        server.port(),
                        server.sslType(),
                        asked.fill(server.user() == null ? "%EMAILADDRESS%" : server.user())))
                .toList();
    }
}
