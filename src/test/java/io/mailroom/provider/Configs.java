package io.mailroom.provider;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration as it is read, with what a test changes in it. */
final class Configs {

    private Configs() {}

    /** @param changes by their names without {@code mailroom.provider.} */
    static ProviderConfig with(Map<String, String> changes) {
        var builder = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ProviderConfig.class);
        changes.forEach((name, value) -> builder.withDefaultValue("mailroom.provider." + name, value));
        return builder.build().getConfigMapping(ProviderConfig.class);
    }
}
