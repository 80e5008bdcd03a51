package io.mailroom.sandbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The mail server to try things on. */
@ConfigMapping(prefix = "mailroom.sandbox")
public interface SandboxConfig {

    /** Start a mail server in memory, on this machine only, with one mailbox (demo, password demo) and some mails in it. */
    @WithDefault("false")
    boolean enabled();

    /** Its IMAP port. */
    @WithDefault("3143")
    int imapPort();

    /** Its SMTP port. */
    @WithDefault("3025")
    int smtpPort();
}
