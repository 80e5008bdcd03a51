package io.mailroom.account;

import io.mailroom.db.Database;
import io.mailroom.schedule.Job;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Makes a new key for session tokens in time, and forgets old ones when no token of theirs is good any more. */
@ApplicationScoped
class TokenKeyRotation implements Job {

    private static final Duration EVERY = Duration.ofHours(1);

    private final TokenKeys keys;
    private final Database database;
    private final AccountConfig config;
    private final Clock clock;

    TokenKeyRotation(TokenKeys keys, Database database, AccountConfig config, Clock clock) {
        this.keys = keys;
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "token-keys";
    }

    @Override
    public Optional<String> standing() {
        return Optional.of("all");
    }

    @Override
    public Optional<Instant> run(String instance) {
        var now = clock.instant();
        var latest = database.query("select id, created from token_keyset order by id desc limit 1")
                .getFirst();
        int id = latest.getInteger("id");
        var created = latest.getOffsetDateTime("created").toInstant();
        if (!created.plus(config.tokenKeyLife()).isAfter(now) && keys.add(id + 1, now.plus(TokenKeys.LEAD))) {
            Log.infof(
                    "Session tokens are signed with a new key from %s on; nobody is logged out",
                    now.plus(TokenKeys.LEAD));
        }
        forget(now);
        return Optional.of(now.plus(EVERY));
    }

    /** The lead once more, for replicas that began to sign with the next key a little later. */
    private void forget(Instant now) {
        database.update("""
                delete from token_keyset k
                where exists (select from token_keyset later where later.id > k.id and later.signs_from < $1)""", now.minus(longestLife()).minus(TokenKeys.LEAD).atOffset(ZoneOffset.UTC));
    }

    private Duration longestLife() {
        return config.tokenLife().compareTo(config.rememberLife()) > 0 ? config.tokenLife() : config.rememberLife();
    }
}
