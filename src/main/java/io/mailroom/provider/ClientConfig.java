package io.mailroom.provider;

import io.mailroom.egress.Tls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a document of Thunderbird's autoconfiguration (version 1.1) says, read and not yet believed.
 *
 * @param oauth whose tokens its servers take; null where the document does not say
 * @param imapLink where a user has to allow access first
 */
record ClientConfig(
        String name,
        List<Host> incoming,
        List<Host> outgoing,
        @Nullable LoginWay oauth,
        @Nullable String imapLink) {

    /** More than anybody has, and little enough to look at. */
    private static final int SERVERS = 10;

    private static final int NAME = 100;

    /** An element {@code incomingServer} or {@code outgoingServer}; its authentications are in order of preference. */
    record Host(
            String type,
            String hostname,
            String port,
            String socketType,
            String username,
            List<String> authentications) {

        Optional<Server> server(Asked asked) {
            var user = takes("none") ? null : asked.fill(username.isEmpty() ? "%EMAILADDRESS%" : username);
            return Server.of(asked.fill(hostname), number(port), tls(), user);
        }

        /** Whether there is a way in that Mailroom knows. */
        boolean usable() {
            return takes("none") || !kinds().isEmpty();
        }

        private boolean takes(String way) {
            return authentications.stream().anyMatch(way::equalsIgnoreCase);
        }

        /** {@code plain} and {@code secure} is how old documents name the two kinds of passwords. */
        List<LoginWay.Kind> kinds() {
            return authentications.isEmpty()
                    ? List.of(LoginWay.Kind.PASSWORD)
                    : authentications.stream()
                            .<LoginWay.Kind>mapMulti((way, kinds) -> {
                                switch (way.toLowerCase(Locale.ROOT)) {
                                    case "password-cleartext", "password-encrypted", "plain", "secure" ->
                                        kinds.accept(LoginWay.Kind.PASSWORD);
                                    case "oauth2" -> kinds.accept(LoginWay.Kind.OAUTH);
                                    default -> {}
                                }
                            })
                            .toList();
        }

        private Tls tls() {
            return switch (socketType.toUpperCase(Locale.ROOT)) {
                case "SSL" -> Tls.SSL;
                case "STARTTLS" -> Tls.STARTTLS;
                default -> Tls.NONE;
            };
        }

        private static int number(String text) {
            return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        }
    }

    /** @param oauthAt how to be let in by OAuth at a server of a provider that is known */
    Finding finding(Source source, Asked asked, Function<String, Optional<LoginWay>> oauthAt) {
        var imap = servers(incoming, "imap", asked);
        var smtp = servers(outgoing, "smtp", asked);
        if (imap.isEmpty() && smtp.isEmpty()) {
            return new Finding.Nothing("The document names no IMAP or SMTP server that could be used.");
        }
        var logins = logins(asked, oauthAt);
        return new Finding.Found(new Proposal(
                source, shown(asked.domain()), imap, smtp, logins, imapLink, Advice.forLogins(logins, imapLink)));
    }

    private static List<Server> servers(List<Host> hosts, String type, Asked asked) {
        return usable(hosts, type).stream()
                .flatMap(host -> host.server(asked).stream())
                .distinct()
                .limit(SERVERS)
                .toList();
    }

    private static List<Host> usable(List<Host> hosts, String type) {
        return hosts.stream()
                .filter(host -> host.type().equalsIgnoreCase(type) && host.usable())
                .toList();
    }

    private List<LoginWay> logins(Asked asked, Function<String, Optional<LoginWay>> oauthAt) {
        var logins = new LinkedHashSet<LoginWay>();
        var hosts = new ArrayList<>(usable(incoming, "imap"));
        hosts.addAll(usable(outgoing, "smtp"));
        for (var host : hosts) {
            for (var kind : host.kinds()) {
                logins.add(
                        kind == LoginWay.Kind.OAUTH
                                ? oauth(asked.fill(host.hostname()), oauthAt)
                                : LoginWay.password());
            }
        }
        return List.copyOf(logins);
    }

    private LoginWay oauth(String host, Function<String, Optional<LoginWay>> oauthAt) {
        return oauth != null ? oauth : oauthAt.apply(host).orElseGet(() -> LoginWay.oauth(null, null, null, null));
    }

    private String shown(String otherwise) {
        var clean = name.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return clean.isEmpty() ? otherwise : clean.substring(0, Math.min(NAME, clean.length()));
    }
}
