package io.mailroom.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who runs this installation, and may see how it is doing. */
@ConfigMapping(prefix = "mailroom.ops")
interface OpsConfig {

    /** Their accounts, {@code collective/login}; empty: the admins of the collective that was made first. */
    Optional<Set<String>> operators();

    /**
     * Networks that metrics are given to, straight and not through a reverse proxy, when there is no {@link #metricsToken}:
     * by default those that are nobody's on the internet.
     */
    @WithDefault(
            "127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,169.254.0.0/16,fc00::/7,fe80::/10")
    List<String> metricsFrom();

    /** What a client has to show as bearer token to get metrics, wherever it is. */
    Optional<String> metricsToken();
}
