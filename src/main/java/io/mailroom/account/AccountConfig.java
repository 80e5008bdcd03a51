package io.mailroom.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Accounts, tokens and the limits of logging in. */
@ConfigMapping(prefix = "mailroom.account")
interface AccountConfig {

    /** How long a token is good for; renewing gives a new one. */
    @WithDefault("12h")
    Duration tokenLife();

    /** The same for logins with rememberMe. */
    @WithDefault("30d")
    Duration rememberLife();

    /** How long an invite can be used. */
    @WithDefault("7d")
    Duration inviteLife();

    /** Failed logins of one account within the window before it has to wait. */
    @WithDefault("5")
    int failuresPerAccount();

    /** Failed logins from one address within the window before it has to wait. */
    @WithDefault("30")
    int failuresPerAddress();

    /** The window in which failed logins are counted, and so the longest wait. */
    @WithDefault("1m")
    Duration failureWindow();

    /** Password hashes computed at the same time; each takes 19 MiB for its duration. */
    @WithDefault("2")
    int concurrentHashes();

    /** The account that is made at start where it does not exist yet. */
    First first();

    interface First {
        /** {@code collective/login} or one word for both. */
        Optional<String> name();

        /** Its first password; changing it here later changes nothing. */
        Optional<String> password();
    }
}
