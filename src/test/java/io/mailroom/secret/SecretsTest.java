package io.mailroom.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
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

    private static final String KEY = Replica.key('a');
    private static final String OTHER_KEY = Replica.key('b');

    private static final UUID OWNER = UUID.randomUUID();
    private static final Binding BINDING = SealedColumn.IMAP_PASSWORD.of(OWNER);

    @Inject
    Database database;

    @Inject
    Replica.Stage stage;

    @Inject
    Jobs jobs;

    @Inject
    Clock clock;

    @TempDir
    Path directory;

    @BeforeEach
    void noKeyShouldBeKnown() {
        stage.clear();
    }

    @AfterEach
    void theServicesKeyShouldBeKnownAgain() {
        stage.restore();
    }

    private Secrets started(@Nullable String key, boolean embedded) {
        return started(new Replica.Config(key, null), embedded);
    }

    /** And those before are stopped, so that the first key seals at once. */
    private Secrets started(SecretConfig config, boolean embedded) {
        database.update("delete from sealing_replica");
        return stage.start(config, directory, embedded).secrets();
    }

    private List<String> keyIds() {
        return database.query("select id from sealing_key").stream()
                .map(row -> row.getString(0))
                .toList();
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

        for (var other :
                List.of(SealedColumn.IMAP_PASSWORD.of(UUID.randomUUID()), SealedColumn.SMTP_PASSWORD.of(OWNER))) {
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
        assertThat(keyIds()).hasSize(1);
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
        var source = new KeySource(new Replica.Config(KEY, null), directory, EXTERNAL);
        var secrets = new Secrets(new KeyRing(source, database, jobs, clock, new SimpleMeterRegistry()));

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
        assertThat(keyIds()).hasSize(2);
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

        var secrets = started(new Replica.Config(null, file), EXTERNAL);

        assertThat(secrets.open(sealed, BINDING)).isEqualTo("password");
    }

    @Test
    void startShouldBeRefusedWhenTheKeyFileIsNotThere() {
        var config = new Replica.Config(null, directory.resolve("missing"));

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
