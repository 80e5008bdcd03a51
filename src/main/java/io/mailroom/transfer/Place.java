package io.mailroom.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What a sealed secret belongs to, authenticated with it. */
record Place(String collective, String login, String kind, String name, String field) {

    /** NUL is in none of them, so that no two places are the same bytes. */
    byte[] bytes() {
        return String.join("\0", Format.NAME, collective, login, kind, name, field)
                .getBytes(UTF_8);
    }
}
