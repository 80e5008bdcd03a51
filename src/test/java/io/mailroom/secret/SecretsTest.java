package io.mailroom.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.db.Database;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Row;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts the room by hand, on the database as it is before the first start. */
@QuarkusTest
class SecretsTest {

    private static final boolean EMBEDDED = true;
    private static final boolean EXTERNAL = false;

    private static final String KEY = key('a');
    private static final String OTHER_KEY = key('b');

    private static final Binding BINDING = new Binding("imap.password", UUID.randomUUID());

    @Inject
    Database database;

    @Inject
    Clock clock;

    @TempDir
    Path directory;

    private List<Row> known = List.of();

    @BeforeEach
    void noKeyShouldBeKnown() {
        known = database.query("select id, created, sample from sealing_key");
        database.update("delete from sealing_key");
    }

    @AfterEach
    void theServicesKeyShouldBeKnownAgain() {
        database.update("delete from sealing_key");
        for (Row row : known) {
            database.update(
                    "insert into sealing_key (id, created, sample) values ($1, $2, $3)",
                    row.getString(0),
                    row.getOffsetDateTime(1),
                    row.getBuffer(2));
        }
    }

    private static String key(char letter) {
        return Base64.getEncoder()
                .encodeToString(String.valueOf(letter).repeat(32).getBytes(StandardCharsets.US_ASCII));
    }

    private record Config(Optional<String> key, Optional<Path> keyFile) implements SecretConfig {}

    private Secrets started(@Nullable String key, boolean embedded) {
        return started(new Config(Optional.ofNullable(key), Optional.empty()), embedded);
    }

    private Secrets started(SecretConfig config, boolean embedded) {
        var secrets = new Secrets(config, database, clock, directory, embedded);
        secrets.start(new StartupEvent());
        return secrets;
    }

    private Path keyFile() {
        return directory.resolve("sealing.key");
    }

    @Test
    void openShouldAnswerWhatWasSealed() {
        var secrets = started(KEY, EXTERNAL);

        byte[] sealed = secrets.seal("pässword", BINDING);

        assertThat(secrets.open(sealed, BINDING)).isEqualTo("pässword");
        assertThat(new String(sealed, StandardCharsets.UTF_8)).doesNotContain("ssword");
        assertThat(secrets.seal("pässword", BINDING)).isNotEqualTo(sealed);
    }

    @Test
    void sealedShouldNotOpenInAnotherPlace() {
        var secrets = started(KEY, EXTERNAL);
        byte[] sealed = secrets.seal("password", BINDING);

        for (var other : List.of(
                new Binding("imap.password", UUID.randomUUID()), new Binding("smtp.password", BINDING.owner()))) {
            assertThatThrownBy(() -> secrets.open(sealed, other))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(other.field())
                    .hasMessageNotContaining("password\"");
        }
    }

    @Test
    void sealedShouldNotOpenWhenAltered() {
        var secrets = started(KEY, EXTERNAL);
        byte[] sealed = secrets.seal("password", BINDING);
        sealed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> secrets.open(sealed, BINDING)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keyShouldBeGeneratedForTheOwnerOnlyWhenTheEmbeddedDatabaseIsFresh() throws Exception {
        var secrets = started((String) null, EMBEDDED);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
                .isEqualTo("rw-------");
        assertThat(Base64.getDecoder().decode(Files.readString(keyFile()).strip()))
                .hasSize(32);
        assertThat(secrets.keyIds()).hasSize(1);
        assertThat(directory).isDirectoryNotContaining("glob:**sealing?*.key");
    }

    @Test
    void generatedKeyShouldBeUsedAgainAtTheNextStart() {
        byte[] sealed = started((String) null, EMBEDDED).seal("password", BINDING);

        assertThat(started((String) null, EMBEDDED).open(sealed, BINDING)).isEqualTo("password");
    }

    @Test
    void noKeyShouldBeGeneratedForAnExternalDatabase() {
        assertThatThrownBy(() -> started((String) null, EXTERNAL))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("mailroom.secret.key")
                .hasMessageContaining("openssl rand -base64 32");

        assertThat(keyFile()).doesNotExist();
        assertThat(database.query("select id from sealing_key")).isEmpty();
    }

    @Test
    void noKeyShouldBeGeneratedWhenTheDatabaseKnowsOne() throws Exception {
        started((String) null, EMBEDDED);
        String id = database.query("select id from sealing_key").getFirst().getString(0);
        Files.delete(keyFile());

        assertThatThrownBy(() -> started((String) null, EMBEDDED))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(id)
                .hasMessageContaining("mailroom.secret.key");

        assertThat(keyFile()).doesNotExist();
    }

    @Test
    void startShouldBeRefusedWhenTheKeyIsAnotherOne() {
        started(KEY, EXTERNAL);

        assertThatThrownBy(() -> started(OTHER_KEY, EXTERNAL))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("mailroom.secret.key")
                .hasMessageNotContaining(OTHER_KEY)
                .hasMessageNotContaining(KEY);
        assertThat(database.query("select id from sealing_key")).hasSize(1);
    }

    @Test
    void nothingShouldBeSealedBeforeTheStart() {
        var secrets = new Secrets(new Config(Optional.of(KEY), Optional.empty()), database, clock, directory, EXTERNAL);

        assertThatThrownBy(() -> secrets.seal("password", BINDING)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void severalKeysShouldAllOpenAndTheFirstSeal() {
        byte[] old = started(KEY, EXTERNAL).seal("old", BINDING);

        var both = started(OTHER_KEY + "," + KEY, EXTERNAL);
        byte[] fresh = both.seal("fresh", BINDING);

        assertThat(both.open(old, BINDING)).isEqualTo("old");
        assertThat(both.open(fresh, BINDING)).isEqualTo("fresh");
        assertThat(SealingKeys.of(OTHER_KEY).ids())
                .containsExactly(SealingKeys.of(OTHER_KEY + "," + KEY).primaryId());
        assertThat(both.keyIds()).hasSize(2);
    }

    @Test
    void aKeyThatSealedShouldNotBeLeftOut() {
        started(KEY, EXTERNAL);
        started(OTHER_KEY + "," + KEY, EXTERNAL);

        assertThatThrownBy(() -> started(OTHER_KEY, EXTERNAL))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(SealingKeys.of(KEY).primaryId());
    }

    @Test
    void keyShouldBeReadFromAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("mounted"), KEY + "\n");
        byte[] sealed = started(KEY, EXTERNAL).seal("password", BINDING);

        var secrets = started(new Config(Optional.empty(), Optional.of(file)), EXTERNAL);

        assertThat(secrets.open(sealed, BINDING)).isEqualTo("password");
    }

    @Test
    void startShouldBeRefusedWhenTheKeyFileIsNotThere() {
        var config = new Config(Optional.empty(), Optional.of(directory.resolve("missing")));

        assertThatThrownBy(() -> started(config, EMBEDDED))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("mailroom.secret.key-file")
                .hasMessageContaining("missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c2hvcnQtc2VjcmV0",
                "not base64 at all!",
                "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=,c2hvcnQtc2VjcmV0"
            })
    void startShouldBeRefusedWithoutShowingTheKeyWhenItIsNoKey(String text) {
        assertThatThrownBy(() -> started(text, EMBEDDED))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("mailroom.secret.key")
                .hasMessageNotContaining("c2hvcnQtc2VjcmV0")
                .hasMessageNotContaining("not base64 at all");
    }
}
