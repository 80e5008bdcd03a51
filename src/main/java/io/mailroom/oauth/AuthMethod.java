package io.mailroom.oauth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a client shows at the token endpoint who it is (RFC 6749 section 2.3, OpenID Connect Core section 9). */
enum AuthMethod {
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    /** A public client: it has no secret, and PKCE stands in. */
    NONE;

    /** As it is registered: {@code client_secret_basic}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<AuthMethod> of(@Nullable String word) {
        return Arrays.stream(values())
                .filter(method -> method.word().equals(word))
                .findFirst();
    }
}
