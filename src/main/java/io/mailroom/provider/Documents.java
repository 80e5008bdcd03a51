package io.mailroom.provider;

import io.mailroom.egress.Cause;
import io.mailroom.egress.EgressException;
import io.mailroom.egress.WebClient;
import io.mailroom.provider.Finding.Failed;
import io.mailroom.provider.Finding.Nothing;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;

/** Fetches documents of Thunderbird's autoconfiguration, behind the egress guard. Blocking. */
@ApplicationScoped
class Documents {

    /** The longest in Thunderbird's database is 6 KB. */
    private static final int LONGEST = 256 * 1024;

    private static final int REDIRECTS = 3;
    private static final byte[] NO_BODY = {};

    private final WebClient web;
    private final Presets presets;
    private final ProviderConfig config;

    Documents(WebClient web, Presets presets, ProviderConfig config) {
        this.web = web;
        this.presets = presets;
        this.config = config;
    }

    Finding ask(Source source, Asked asked, URI uri) {
        try {
            return read(source, asked, web.send(request(uri)));
        } catch (EgressException e) {
            // Most domains have no autoconfig host, and that is all it means.
            return e.failure() == Cause.DNS
                    ? new Nothing("There is no host " + uri.getHost() + ".")
                    : new Failed(String.valueOf(e.getMessage()));
        }
    }

    private WebClient.Request request(URI uri) {
        return new WebClient.Request(
                "GET", uri, Map.of("Accept", "text/xml, application/xml"), NO_BODY, config.time(), LONGEST, REDIRECTS);
    }

    private Finding read(Source source, Asked asked, WebClient.Answer answer) {
        if (answer.status() >= 400 && answer.status() < 500) {
            return new Nothing(answer.uri().getHost() + " has no such document (" + answer.status() + ").");
        }
        if (answer.status() != 200) {
            return new Failed(answer.uri().getHost() + " answered " + answer.status() + ".");
        }
        try {
            return ClientConfigReader.read(answer.body()).finding(source, asked, presets::oauthAt);
        } catch (ClientConfigReader.Unreadable e) {
            return new Failed("What " + answer.uri().getHost() + " answered cannot be used. " + e.getMessage());
        }
    }
}
