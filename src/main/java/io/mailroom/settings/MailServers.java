package io.mailroom.settings;

import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.Guard;
import io.mailroom.egress.MailServer;
import io.mailroom.mime.Address;
import io.mailroom.oauth.AccessTokens;
import io.mailroom.secret.Secrets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A user's mail servers as the rooms that connect need them: ports filled in, passwords opened. Always within the
 * caller's session or transaction.
 */
@ApplicationScoped
public class MailServers {

    /** Where and as whom to send; {@code from} and {@code replyTo} may have display names. */
    public record Smtp(
            UUID id,
            String name,
            MailServer server,
            CredentialSource credentials,
            String from,
            @Nullable String replyTo) {}

    /** Where mailboxes are. */
    public record Imap(UUID id, String name, MailServer server, CredentialSource credentials) {}

    private final SmtpRows smtp;
    private final ImapRows imap;
    private final AccessTokens tokens;
    private final Secrets secrets;
    private final Guard guard;

    MailServers(SmtpRows smtp, ImapRows imap, AccessTokens tokens, Secrets secrets, Guard guard) {
        this.tokens = tokens;
        this.smtp = smtp;
        this.imap = imap;
        this.secrets = secrets;
        this.guard = guard;
    }

    public Uni<Optional<Smtp>> smtp(UUID account, String name) {
        return smtp.find("accountId = ?1 and name = ?2", account, name)
                .<SmtpSetting>firstResult()
                .map(found -> Optional.ofNullable(found).map(this::smtp));
    }

    public Uni<Optional<Imap>> imap(UUID account, UUID id) {
        return imap.find("accountId = ?1 and id = ?2", account, id)
                .<ImapSetting>firstResult()
                .map(found -> Optional.ofNullable(found).map(this::imap));
    }

    public Uni<Optional<Imap>> imap(UUID account, String name) {
        return imap.find("accountId = ?1 and name = ?2", account, name)
                .<ImapSetting>firstResult()
                .map(found -> Optional.ofNullable(found).map(this::imap));
    }

    /** For a reference that survives renaming. */
    public Uni<Optional<UUID>> imapId(UUID account, String name) {
        return imap.find("accountId = ?1 and name = ?2", account, name)
                .<ImapSetting>firstResult()
                .map(found -> Optional.ofNullable(found).map(setting -> setting.id));
    }

    /** The present names by id. */
    public Uni<Map<UUID, String>> imapNames(UUID account) {
        return imap.list("accountId", account)
                .map(all -> all.stream().collect(Collectors.toMap(setting -> setting.id, setting -> setting.name)));
    }

    /** The addresses that the user sends from, without display names. */
    public Uni<List<String>> ownAddresses(UUID account) {
        return smtp.list("accountId", account)
                .map(all -> all.stream()
                        .map(setting -> Address.parse(setting.from).address())
                        .distinct()
                        .toList());
    }

    private Smtp smtp(SmtpSetting setting) {
        return new Smtp(setting.id, setting.name, server(setting), credentials(setting), setting.from, setting.replyTo);
    }

    private Imap imap(ImapSetting setting) {
        return new Imap(setting.id, setting.name, server(setting), credentials(setting));
    }

    private MailServer server(MailSetting setting) {
        int port = setting.port == null ? setting.defaultPort() : setting.port;
        String host = HostName.Ascii.of(setting.host).orElse(setting.host);
        return new MailServer(host, port, setting.tls, setting.trust(), guard);
    }

    private CredentialSource credentials(MailSetting setting) {
        return setting.oauthGrantId == null
                ? CredentialSource.fixed(credential(setting))
                : tokens.of(setting.oauthGrantId, setting.user == null ? "" : setting.user);
    }

    /** A user without a stored password is shown with an empty one: the server refuses it in words of its own. */
    private Credential credential(MailSetting setting) {
        if (setting.user == null) {
            return new Credential.None();
        }
        String password = setting.password == null ? "" : secrets.open(setting.password, setting.passwordBinding());
        return setting.useOAuth
                ? new Credential.AccessToken(setting.user, password)
                : new Credential.Password(setting.user, password);
    }
}
