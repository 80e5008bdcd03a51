package io.mailroom.settings;

import io.mailroom.oauth.GrantUsers;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells which settings log in with a grant. */
@Singleton
class SettingsOfGrants implements GrantUsers {

    private final ImapRows imap;
    private final SmtpRows smtp;

    SettingsOfGrants(ImapRows imap, SmtpRows smtp) {
        this.imap = imap;
        this.smtp = smtp;
    }

    @Override
    public Uni<Map<UUID, List<String>>> using(UUID account) {
        return withGrant(imap, account)
                .chain(readers -> withGrant(smtp, account)
                        .map(senders -> Stream.concat(named("imap ", readers), named("smtp ", senders))
                                .collect(Collectors.groupingBy(
                                        Map.Entry::getKey,
                                        HashMap::new,
                                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())))));
    }

    private static <E extends MailSetting> Uni<List<E>> withGrant(PanacheRepositoryBase<E, UUID> rows, UUID account) {
        return rows.list("accountId = ?1 and oauthGrantId is not null order by name", account);
    }

    private static Stream<Map.Entry<UUID, String>> named(String protocol, List<? extends MailSetting> settings) {
        return settings.stream().map(setting -> Map.entry(setting.oauthGrantId, protocol + setting.name));
    }
}
