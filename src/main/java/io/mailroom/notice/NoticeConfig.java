package io.mailroom.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Mail to users about their connections and their mails that failed. It is sent over {@code quarkus.mailer}. */
@ConfigMapping(prefix = "mailroom.notice")
interface NoticeConfig {

    /** Whom the mail is from; absent: {@code quarkus.mailer.from}. Without either, no mail is sent. */
    Optional<String> from();

    /** Where users reach this service; absent: the mail has no links. */
    Optional<URI> baseUrl();

    /** How long a connection must have been in trouble that may pass before its owner hears of it. */
    @WithDefault("5m")
    Duration after();

    /** Mails to one account within a day; more are not sent; ten times as many where nothing goes on until the account acts. */
    @WithDefault("10")
    int perDay();
}
