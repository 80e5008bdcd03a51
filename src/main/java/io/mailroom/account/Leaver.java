package io.mailroom.account;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is being removed with everything of theirs.
 *
 * @param account null: the whole collective
 */
public record Leaver(UUID collective, @Nullable UUID account) {

    /** For SQL: the accounts are those of a collective $1, or the one $2 of it. */
    public static final String ACCOUNTS =
            "select id from account where collective_id = $1 and ($2::uuid is null or id = $2)";
}
