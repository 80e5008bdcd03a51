package io.mailroom.secret;

import java.util.UUID;

/**
 * What a sealed value belongs to, authenticated with it: copied to another row or field it does not open.
 *
 * @param field a stable name such as {@code imap.password}
 * @param owner the id of the row that holds it
 */
public record Binding(String field, UUID owner) {

    byte[] bytes() {
        return (field + ":" + owner).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
