package io.mailroom.oauth;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The client that we are to a provider, and where it gets tokens (RFC 6749 section 2.3). Never printed.
 *
 * @param secret null for a public client
 */
record TokenClient(URI tokenEndpoint, String id, @Nullable String secret, AuthMethod authMethod) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "TokenClient[" + id + " at " + tokenEndpoint + "]";
    }
}
