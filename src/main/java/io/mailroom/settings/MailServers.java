package io.mailroom.settings;

import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.Guard;
import io.mailroom.egress.MailServer;
import io.mailroom.mime.Address;
import io.mailroom.oauth.AccessTokens;
import io.mailroom.oauth.Grants;
import io.mailroom.secret.Secrets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's mail servers as the rooms that connect need them: ports filled in, passwords opened. Always within the
 * caller's session or transaction.
 */
@ApplicationScoped
public class MailServers {

    /**
     * Where and as whom to send; addresses may have display names.
     *
     * @param version another one after each change of the setting
     * @param login whether the server is told who sends
     * @param identities the first one is the usual
     * @param perMinute mails at the most; null for no limit
     */
    public record Smtp(
            UUID id,
            long version,
            String name,
            MailServer server,
            CredentialSource credentials,
            boolean login,
            List<Identity> identities,
            @Nullable Integer perMinute) {

        /**
         * Over a server that lets everybody in, not everybody may say to be anybody.
         *
         * @param domains that anybody may be from there; empty for all
         */
        public boolean mayBeFrom(String domain, Optional<List<String>> domains) {
            var known = domains.orElse(List.of());
            return login
                    || known.isEmpty()
                    || known.stream().anyMatch(one -> one.strip().equalsIgnoreCase(domain));
        }

        public String from() {
            return identities.getFirst().from();
        }
    }

    /** What a mail can be sent with: the name of a setting, and whom it may be from; the first one is the usual. */
    public record Sender(String setting, List<Identity> identities) {}

    /** Where mailboxes are. */
    public record Imap(UUID id, String name, MailServer server, CredentialSource credentials) {}

    private final SmtpRows smtp;
    private final ImapRows imap;
    private final Grants grants;
    private final AccessTokens tokens;
    private final Secrets secrets;
    private final Guard guard;

    MailServers(SmtpRows smtp, ImapRows imap, Grants grants, AccessTokens tokens, Secrets secrets, Guard guard) {
        this.smtp = smtp;
        this.imap = imap;
        this.grants = grants;
        this.tokens = tokens;
        this.secrets = secrets;
        this.guard = guard;
    }

    public Uni<Optional<Smtp>> smtp(UUID account, String name) {
        return smtp.find("accountId = ?1 and name = ?2", account, name)
                .<SmtpSetting>firstResult()
                .chain(found -> ifFound(found, this::of));
    }

    public Uni<Optional<Smtp>> smtp(UUID account, UUID id) {
        return smtp.find("accountId = ?1 and id = ?2", account, id)
                .<SmtpSetting>firstResult()
                .chain(found -> ifFound(found, this::of));
    }

    public Uni<Optional<Imap>> imap(UUID account, UUID id) {
        return imap.find("accountId = ?1 and id = ?2", account, id)
                .<ImapSetting>firstResult()
                .chain(found -> ifFound(found, this::of));
    }

    public Uni<Optional<Imap>> imap(UUID account, String name) {
        return imap.find("accountId = ?1 and name = ?2", account, name)
                .<ImapSetting>firstResult()
                .chain(found -> ifFound(found, this::of));
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
                        .flatMap(MailServers::identities)
                        .flatMap(identity -> address(identity).stream())
                        .distinct()
                        .toList());
    }

    /** In the order of their names. */
    public Uni<List<Sender>> senders(UUID account) {
        return smtp.list("accountId = ?1 order by name", account)
                .map(all -> all.stream()
                        .map(setting ->
                                new Sender(setting.name, identities(setting).toList()))
                        .toList());
    }

    /** Empty for one that was stored before addresses were looked at as closely as they are now. */
    private static Optional<String> address(Identity identity) {
        try {
            return Optional.of(Address.parse(identity.from()).address());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the provider keeps a copy of every mail that is submitted to this server, so that nobody else has to. */
    public static boolean keepsSentMail(String smtpHost) {
        var host = smtpHost.toLowerCase(Locale.ROOT);
        return MailProvider.of(host)
                .filter(provider -> provider.keepsSentMail(host))
                .isPresent();
    }

    /** Also of a setting that is not stored. */
    Uni<Smtp> of(SmtpSetting setting) {
        return credentials(setting)
                .map(credentials -> new Smtp(
                        setting.id,
                        setting.version,
                        setting.name,
                        server(setting),
                        credentials,
                        setting.user != null || setting.oauthGrantId != null,
                        identities(setting).toList(),
                        setting.perMinute));
    }

    /** Also of a setting that is not stored. */
    Uni<Imap> of(ImapSetting setting) {
        return credentials(setting)
                .map(credentials -> new Imap(setting.id, setting.name, server(setting), credentials));
    }

    private static Stream<Identity> identities(SmtpSetting setting) {
        var own = new Identity(setting.from, setting.replyTo, setting.signature);
        return Stream.concat(Stream.of(own), setting.identities.stream());
    }

    private MailServer server(MailSetting setting) {
        return new MailServer(host(setting), port(setting), setting.tls, setting.trust(), guard);
    }

    /**
     * Whether both lead to the same server and user, protected in the same way, and say the same to it: an access token that
     * is taken for a password is sent by other mechanisms, and kept by other logs.
     */
    static boolean sameAddressee(MailSetting one, MailSetting other) {
        return host(one).equalsIgnoreCase(host(other))
                && port(one) == port(other)
                && one.tls == other.tls
                && one.trust().equals(other.trust())
                && Objects.equals(one.user, other.user)
                && one.useOAuth == other.useOAuth;
    }

    private static String host(MailSetting setting) {
        return HostName.Ascii.of(setting.host).orElse(setting.host);
    }

    private static int port(MailSetting setting) {
        return setting.port == null ? setting.defaultPort() : setting.port;
    }

    private static <E, T> Uni<Optional<T>> ifFound(@Nullable E setting, Function<E, Uni<T>> server) {
        return setting == null
                ? Uni.createFrom().item(Optional.empty())
                : server.apply(setting).map(Optional::of);
    }

    /** With a grant the user is the one of the setting, such as a shared mailbox, or else the one who granted it. */
    private Uni<CredentialSource> credentials(MailSetting setting) {
        var id = setting.oauthGrantId;
        return id == null
                ? Uni.createFrom().item(() -> CredentialSource.fixed(credential(setting)))
                : grants.withId(id).map(grant -> tokens.of(id, user(setting, grant)));
    }

    private static String user(MailSetting setting, Optional<Grants.Grant> grant) {
        return setting.user == null ? grant.map(Grants.Grant::address).orElse("") : setting.user;
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
