package io.mailroom.settings;

import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.egress.Credential;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.StoredGrants;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class MailServersTest {

    private static final String PASSWORD = "never-in-the-clear";

    /** As the room of the imports does it. */
    @Singleton
    static class Archiving implements ImapSettingUsers {
        final Set<UUID> used = ConcurrentHashMap.newKeySet();

        @Override
        public Uni<List<String>> tasksUsing(UUID imapSetting) {
            return Uni.createFrom().item(used.contains(imapSetting) ? List.of("Archive", "Invoices") : List.of());
        }
    }

    @Inject
    MailServers servers;

    @Inject
    Transactions transactions;

    @Inject
    Database database;

    @Inject
    Archiving archiving;

    @Inject
    StoredGrants grants;

    private static void store(User user, String protocol, Map<String, ?> settings) {
        user.request()
                .body(settings)
                .post("/api/v1/sec/email/settings/" + protocol)
                .then()
                .statusCode(200);
    }

    private static Map<String, Object> imap(String name, Object... more) {
        var settings = new HashMap<String, Object>(Map.of("name", name, "imapHost", "[::1]", "sslType", "starttls"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put((String) more[i], more[i + 1]);
        }
        return settings;
    }

    private static Map<String, Object> smtp(String name, String from) {
        return Map.of("name", name, "smtpHost", "müller.example", "sslType", "ssl", "from", from);
    }

    /** As another room asks: within a transaction of its own. */
    private <T> T ask(User user, Function<UUID, Uni<T>> question) {
        UUID account = user.accountId(database);
        return transactions.await(() -> question.apply(account));
    }

    private Optional<MailServers.Imap> imapNamed(User user, String name) {
        return ask(user, account -> servers.imap(account, name));
    }

    private Optional<MailServers.Imap> imapById(User user, UUID id) {
        return ask(user, account -> servers.imap(account, id));
    }

    private Optional<UUID> imapId(User user, String name) {
        return ask(user, account -> servers.imapId(account, name));
    }

    private Map<UUID, String> imapNames(User user) {
        return ask(user, servers::imapNames);
    }

    private Optional<MailServers.Smtp> smtpNamed(User user, String name) {
        return ask(user, account -> servers.smtp(account, name));
    }

    private List<String> ownAddresses(User user) {
        return ask(user, servers::ownAddresses);
    }

    private MailServers.Imap imapOf(User user, String name) {
        return imapNamed(user, name).orElseThrow();
    }

    @Test
    void credentialShouldHoldTheStoredPassword() {
        User user = User.anAdmin();
        store(user, "imap", imap("a", "imapUser", "anna", "imapPassword", PASSWORD, "imapPort", 1143));

        var found = imapOf(user, "a");

        assertThat(found.server()).isEqualTo(Loopback.server("::1", 1143, Tls.STARTTLS, Trust.SYSTEM));
        assertThat(found.credentials().current()).isEqualTo(new Credential.Password("anna", PASSWORD));
        assertThat(imapById(user, found.id())).hasValue(found);
        assertThat(imapId(user, "a")).hasValue(found.id());
        assertThat(found.toString()).doesNotContain(PASSWORD);
    }

    @Test
    void addressThatCannotBeUsedShouldBeNoneOfOnesOwn() {
        User user = User.anAdmin();
        store(user, "smtp", smtp("good", "Anna <anna@example.org>"));
        store(user, "smtp", smtp("old", "anna@example.net"));
        database.update(
                "update smtp_setting set from_address = 'anna at home' where name = 'old' and account_id = $1",
                user.accountId(database));

        assertThat(ownAddresses(user)).containsExactly("anna@example.org");
    }

    @Test
    void credentialShouldBeATokenWhenOAuthIsUsed() {
        User user = User.anAdmin();
        store(user, "imap", imap("a", "imapUser", "anna", "imapPassword", "ya29", "useOAuth", true));

        assertThat(imapOf(user, "a").credentials().current()).isEqualTo(new Credential.AccessToken("anna", "ya29"));
    }

    @Test
    void userShouldBeTheGrantsMailboxUnlessTheSettingsNameAnother() {
        User user = User.anAdmin();
        var grant = grants.add(user, URI.create("http://127.0.0.1/never-asked"), "1//refresh");
        database.update("update oauth_grant set name = 'g', address = 'anna@example.org' where id = $1", grant);
        store(user, "imap", imap("own", "oauthGrant", "g", "imapPassword", PASSWORD));
        store(user, "imap", imap("shared", "oauthGrant", "g", "imapUser", "team@example.org"));

        assertThat(imapOf(user, "own").credentials().user()).isEqualTo("anna@example.org");
        assertThat(imapOf(user, "shared").credentials().user()).isEqualTo("team@example.org");
        database.update("delete from oauth_grant where id = $1", grant);
        assertThat(imapOf(user, "own").credentials().current()).isEqualTo(new Credential.None());
    }

    @Test
    void credentialShouldBeNoneWhenThereIsNoUser() {
        User user = User.anAdmin();
        store(user, "imap", imap("a", "imapPassword", PASSWORD));

        assertThat(imapOf(user, "a").credentials().current()).isEqualTo(new Credential.None());
    }

    @Test
    void credentialShouldHaveAnEmptyPasswordWhenNoneIsStored() {
        User user = User.anAdmin();
        store(user, "imap", imap("a", "imapUser", "anna"));

        assertThat(imapOf(user, "a").credentials().current()).isEqualTo(new Credential.Password("anna", ""));
    }

    @Test
    void credentialShouldFollowWhatIsPut() {
        User user = User.anAdmin();
        store(user, "imap", imap("a", "imapUser", "anna", "imapPassword", PASSWORD));

        put(user, "a", imap("b", "imapUser", "ben"));
        assertThat(imapOf(user, "b").credentials().current()).isEqualTo(new Credential.Password("ben", PASSWORD));

        put(user, "b", imap("b", "imapUser", "ben", "imapPassword", "another"));
        assertThat(imapOf(user, "b").credentials().current()).isEqualTo(new Credential.Password("ben", "another"));

        put(user, "b", imap("b", "imapUser", "ben", "imapPassword", ""));
        assertThat(imapOf(user, "b").credentials().current()).isEqualTo(new Credential.Password("ben", ""));
    }

    private static void put(User user, String name, Map<String, ?> settings) {
        user.request()
                .body(settings)
                .put("/api/v1/sec/email/settings/imap/" + name)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"ssl, 465, 993", "starttls, 587, 143", "none, 25, 143"})
    void portShouldBeTheDefaultWhenAbsent(String sslType, int smtpPort, int imapPort) {
        User user = User.anAdmin();
        var smtp = new HashMap<>(smtp("a", "anna@example.org"));
        smtp.put("sslType", sslType);
        store(user, "smtp", smtp);
        store(user, "imap", imap("a", "sslType", sslType));

        var sending = smtpNamed(user, "a").orElseThrow();

        assertThat(sending.server())
                .isEqualTo(Loopback.server("xn--mller-kva.example", smtpPort, tls(sslType), Trust.SYSTEM));
        assertThat(imapOf(user, "a").server().port()).isEqualTo(imapPort);
    }

    private static Tls tls(String sslType) {
        return SslType.Wire.read(sslType);
    }

    @Test
    void ownAddressesShouldBeThoseOfEveryFrom() {
        User user = User.anAdmin();
        store(user, "smtp", smtp("a", "Anna Meier <anna@example.org>"));
        store(user, "smtp", smtp("b", "anna@example.org"));
        store(user, "smtp", smtp("c", "family@example.org"));

        assertThat(ownAddresses(user)).containsExactlyInAnyOrder("anna@example.org", "family@example.org");
    }

    @Test
    void namesShouldBeFoundByIdAfterRenaming() {
        User user = User.anAdmin();
        store(user, "imap", imap("old"));
        UUID id = imapOf(user, "old").id();

        put(user, "old", imap("fresh"));

        assertThat(imapNames(user)).isEqualTo(Map.of(id, "fresh"));
        assertThat(imapNamed(user, "old")).isEmpty();
    }

    @Test
    void othersShouldFindNothing() {
        User anna = User.anAdmin();
        store(anna, "imap", imap("a"));
        store(anna, "smtp", smtp("a", "anna@example.org"));
        UUID id = imapOf(anna, "a").id();
        User ben = anna.aColleague("ben");

        assertThat(imapNamed(ben, "a")).isEmpty();
        assertThat(imapById(ben, id)).isEmpty();
        assertThat(imapId(ben, "a")).isEmpty();
        assertThat(smtpNamed(ben, "a")).isEmpty();
        assertThat(imapNames(ben)).isEmpty();
        assertThat(ownAddresses(ben)).isEmpty();
    }

    @Test
    void passwordShouldBeSealedInTheDatabase() {
        User user = User.anAdmin();
        store(user, "imap", imap("a", "imapUser", "anna", "imapPassword", PASSWORD));

        byte[] sealed = sealed(user, "a");

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain(PASSWORD);
        assertThat(sealed.length).isGreaterThan(PASSWORD.length() + 12 + 16);
    }

    @Test
    void passwordShouldNotOpenWhenCopiedToAnotherRow() {
        User anna = User.anAdmin();
        User eve = User.anAdmin();
        store(anna, "imap", imap("a", "imapUser", "anna", "imapPassword", PASSWORD));
        store(eve, "imap", imap("e", "imapUser", "eve", "imapPassword", "mine"));

        database.update(
                "update imap_setting set password = (select password from imap_setting where account_id = $1)"
                        + " where account_id = $2",
                anna.accountId(database),
                eve.accountId(database));

        assertThatThrownBy(() -> imapOf(eve, "e"))
                .hasMessageContaining("imap.password does not open")
                .hasMessageNotContaining(PASSWORD);
    }

    private byte[] sealed(User user, String name) {
        return database.query(
                        "select password from imap_setting where account_id = $1 and name = $2",
                        user.accountId(database),
                        name)
                .getFirst()
                .getBuffer(0)
                .getBytes();
    }

    @Test
    void deleteShouldBeRefusedWhenTasksUseTheSetting() {
        User user = User.anAdmin();
        store(user, "imap", imap("a"));
        archiving.used.add(imapOf(user, "a").id());

        var refused = user.request().delete("/api/v1/sec/email/settings/imap/a");

        assertProblem(refused, 409, "conflict");
        assertThat(refused.<String>path("message")).contains("Archive, Invoices");
        assertThat(imapOf(user, "a").name()).isEqualTo("a");
    }

    /** A task may come between the question and the deletion; then the foreign key speaks. */
    @Test
    void deleteShouldBeRefusedWhenARowRefersToTheSetting() {
        User user = User.anAdmin();
        store(user, "imap", imap("a"));
        database.update("create table reference (imap_setting_id uuid references imap_setting)");
        try {
            database.update(
                    "insert into reference values ($1)", imapOf(user, "a").id());

            var refused = user.request().delete("/api/v1/sec/email/settings/imap/a");

            assertProblem(refused, 409, "conflict");
        } finally {
            database.update("drop table reference");
        }
    }

    @Test
    void settingsShouldGoWithTheirAccount() {
        User anna = User.anAdmin();
        User ben = anna.aColleague("ben");
        store(ben, "imap", imap("a"));
        UUID account = ben.accountId(database);

        anna.request().delete("/api/v1/sec/user/ben").then().statusCode(200);

        assertThat(database.query("select id from imap_setting where account_id = $1", account))
                .isEmpty();
    }
}
