package io.mailroom.secret;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The key that seals passwords and tokens. */
@ConfigMapping(prefix = "mailroom.secret")
interface SecretConfig {

    /** 32 bytes in Base64 ({@code openssl rand -base64 32}); several separated by commas: the first seals, all open. */
    Optional<String> key();

    /** A file with the same content, for secrets that are mounted. */
    Optional<Path> keyFile();

    /** How often this replica tells the others which keys it has, and looks which of them seals. */
    @WithDefault("10s")
    Duration tick();
}
