package io.mailroom.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;

/**
 * What a sealed value belongs to, authenticated with it: copied to another row or field it does not open. {@link SealedColumn}
 * makes those of what is stored.
 */
public final class Binding {

    private final String field;
    private final UUID owner;

    Binding(String field, UUID owner) {
        this.field = field;
        this.owner = owner;
    }

    /** Of what is not stored here, and so is not sealed anew: it opens as long as its key is there. */
    public static Binding ofPassing(String field, UUID owner) {
        return new Binding(field, owner);
    }

    /** A stable name such as {@code imap.password}. */
    String field() {
        return field;
    }

    byte[] bytes() {
        return (field + ":" + owner).getBytes(UTF_8);
    }
}
