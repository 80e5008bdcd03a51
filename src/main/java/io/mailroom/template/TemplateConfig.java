package io.mailroom.template;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How far a template may go. */
@ConfigMapping(prefix = "mailroom.template")
interface TemplateConfig {

    /** Templates that a collective may have. */
    @WithDefault("200")
    int perCollective();

    /** Characters of each of its three texts. */
    @WithDefault("64K")
    MemorySize maxSource();

    /** Characters of what each of them may become. */
    @WithDefault("1M")
    MemorySize maxOutput();

    /** How many pieces of a template are gone through, those in loops once for each round. */
    @WithDefault("100000")
    int maxSteps();

    /** How long each of its texts may take. */
    @WithDefault("2s")
    Duration maxTime();
}
