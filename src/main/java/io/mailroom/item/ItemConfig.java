package io.mailroom.item;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Items. */
@ConfigMapping(prefix = "mailroom.item")
interface ItemConfig {

    /** The largest upload, all files together; no more than quarkus.http.limits.max-body-size has any effect. */
    @WithDefault("200M")
    MemorySize maxUpload();
}
