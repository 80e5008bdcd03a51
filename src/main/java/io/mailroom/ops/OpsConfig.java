package io.mailroom.ops;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.Set;

/** Who runs this installation. */
@ConfigMapping(prefix = "mailroom.ops")
interface OpsConfig {

    /** Their accounts, {@code collective/login}; empty: the admins of the collective that was made first. */
    Optional<Set<String>> operators();
}
