package io.mailroom.egress;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Where connections may go. */
@ConfigMapping(prefix = "mailroom.egress")
interface EgressConfig {

    /** Address ranges (CIDR) that users may have connections to besides public addresses. */
    Optional<List<String>> allow();
}
