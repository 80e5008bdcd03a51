package io.mailroom.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** Where connections may go. */
@ConfigMapping(prefix = "mailroom.egress")
interface EgressConfig {

    /** Address ranges (CIDR) that mail servers may be in. Read, and not enforced yet. */
    @WithDefault("0.0.0.0/0,::/0")
    List<String> allow();
}
