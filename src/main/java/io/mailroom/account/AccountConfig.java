package io.mailroom.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Accounts, tokens and the limits of logging in. */
@ConfigMapping(prefix = "mailroom.account")
interface AccountConfig {

    /** How long a token is good for; renewing gives a new one. */
    @WithDefault("12h")
    Duration tokenLife();

    /** The same for logins with rememberMe. */
    @WithDefault("30d")
    Duration rememberLife();

    /** How long one key signs tokens before the next one does; tokens of the former stay good. */
    @WithDefault("90d")
    Duration tokenKeyLife();

    /** Requests that one API token may make in a minute. */
    @WithDefault("600")
    int apiTokenRate();

    /** API tokens that one account may have. */
    @WithDefault("50")
    int apiTokens();

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

    /** The id of a collective that is removed with everything in it, from the next start on. */
    Optional<UUID> removeCollective();

    /** The account that is made at start where it does not exist yet. */
    First first();

    /** Signing in with a token of an OpenID Connect issuer, beside the accounts with passwords. */
    Oidc oidc();

    interface Oidc {
        /** Whether such tokens are taken. */
        @WithDefault("false")
        boolean enabled();

        /** The issuer's URL, as it stands in its tokens; its keys are found below it. */
        Optional<String> issuer();

        /** What tokens have to be made for, as in their claim {@code aud}. */
        Optional<String> audience();

        /** The claim that names the login of a new account. */
        @WithDefault("preferred_username")
        String loginClaim();

        /** The claim that names the collective; a path such as {@code organisation/name} leads into objects. */
        Optional<String> collectiveClaim();

        /** The collective of everybody whose token does not name one; kept for them from the start. */
        Optional<String> collective();

        /** Whether they join it although users have made it here before: its admins see what is theirs. */
        @WithDefault("false")
        boolean joinExisting();

        /** The claim, or path, that decides who is an admin; empty: nobody becomes one by signing in. */
        Optional<String> adminClaim();

        /** What that claim holds for admins. */
        @WithDefault("mailroom-admin")
        String adminValue();

        /** Whether the issuer verifies all addresses; where it does not, one counts when its token says {@code email_verified}. */
        @WithDefault("false")
        boolean emailsVerified();

        /** Whether an account is made for somebody who signs in for the first time. */
        @WithDefault("true")
        boolean signUp();
    }

    interface First {
        /** {@code collective/login} or one word for both. */
        Optional<String> name();

        /** Its first password; changing it here later changes nothing. */
        Optional<String> password();
    }
}
