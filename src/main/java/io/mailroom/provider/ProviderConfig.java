package io.mailroom.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whom to ask for the servers of a provider, and how long. */
@ConfigMapping(prefix = "mailroom.provider")
interface ProviderConfig {

    /** The list that Mailroom brings. It needs no network. */
    @WithDefault("true")
    boolean presets();

    /** Ask {@code https://autoconfig.<domain>/}. */
    @WithDefault("true")
    boolean autoconfig();

    /** Ask {@code https://<domain>/.well-known/autoconfig/}. */
    @WithDefault("true")
    boolean wellKnown();

    /** Ask Thunderbird's database; it hears of the domain, not of the address. */
    @WithDefault("true")
    boolean ispdb();

    /** Ask DNS for SRV records (RFC 6186, RFC 8314). */
    @WithDefault("true")
    boolean srv();

    /** Ask DNS whose mail servers the domain uses. */
    @WithDefault("true")
    boolean mx();

    /** Where the first of them is; {@code {domain}} and {@code {address}} are filled in. */
    @WithDefault("https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={address}")
    String autoconfigUrl();

    /** Where the second is. */
    @WithDefault("https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml")
    String wellKnownUrl();

    /** Where Thunderbird's database, or a copy of it, is. */
    @WithDefault("https://autoconfig.thunderbird.net/v1.1/{domain}")
    String ispdbUrl();

    /** DNS servers, {@code address} or {@code address:port}; empty: those of the machine. */
    Optional<List<String>> dnsServers();

    /** How long all of them together may take. */
    @WithDefault("10s")
    Duration time();

    /** Such searches at the same time. */
    @WithDefault("16")
    int searches();

    /** The same for one account. */
    @WithDefault("2")
    int searchesPerAccount();
}
