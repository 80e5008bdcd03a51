package io.mailroom.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import io.mailroom.db.Database;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Seals and opens what must not be read in the database: AES-256-GCM, bound to the row and field it belongs to. */
@ApplicationScoped
public class Secrets {

    private static final byte[] SAMPLE = "mailroom".getBytes(UTF_8);
    private static final byte[] SAMPLE_BINDING = "sealing_key.sample".getBytes(UTF_8);

    private final SecretConfig config;
    private final Database database;
    private final Clock clock;
    private final Path dataDirectory;
    private final boolean embedded;
    private volatile @Nullable Aead aead;

    Secrets(
            SecretConfig config,
            Database database,
            Clock clock,
            @ConfigProperty(name = "mailroom.data.dir") Path dataDirectory,
            @ConfigProperty(name = "mailroom.db.embedded", defaultValue = "false") boolean embedded) {
        this.config = config;
        this.database = database;
        this.clock = clock;
        this.dataDirectory = dataDirectory;
        this.embedded = embedded;
    }

    public byte[] seal(String secret, Binding binding) {
        return seal(secret.getBytes(UTF_8), binding);
    }

    public byte[] seal(byte[] secret, Binding binding) {
        try {
            return aead().encrypt(secret, binding.bytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not seal " + binding.field());
        }
    }

    /** @throws IllegalStateException when the value was sealed for another row or field, or by a key we do not have */
    public String open(byte[] sealed, Binding binding) {
        return new String(openBytes(sealed, binding), UTF_8);
    }

    public byte[] openBytes(byte[] sealed, Binding binding) {
        try {
            return aead().decrypt(sealed, binding.bytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a sealed " + binding.field() + " does not open: it belongs to another row, or its key is missing");
        }
    }

    private Aead aead() {
        Aead ready = aead;
        if (ready == null) {
            throw new IllegalStateException("no key yet");
        }
        return ready;
    }

    /** Before anything else starts: nothing works without the right key, and a wrong one must not seal anything. */
    void start(@Observes @Priority(100) StartupEvent event) {
        var known = database.query("select id, sample from sealing_key order by id");
        var keys = configuredKeys().orElseGet(() -> {
            if (known.isEmpty() && embedded) {
                return generate();
            }
            throw refusal(
                    known.isEmpty()
                            ? "No key is configured that seals passwords in the database."
                            : "What is sealed in the database needs the key "
                                    + known.getFirst().getString("id") + ", and no key is configured.");
        });
        for (var row : known) {
            if (!keys.ids().contains(row.getString("id"))
                    || !opens(keys, row.getBuffer("sample").getBytes())) {
                throw refusal("What is sealed in the database needs the key " + row.getString("id")
                        + ", and the configured key is another one (" + String.join(", ", keys.ids()) + ").");
            }
        }
        aead = keys.aead();
        record(keys);
    }

    private static ConfigurationException refusal(String what) {
        return new ConfigurationException(
                what + " Set mailroom.secret.key (32 bytes in Base64; make one with: openssl rand -base64 32)"
                        + " or mailroom.secret.key-file, and keep it safe: without it no stored password can be read.");
    }

    private Optional<SealingKeys> configuredKeys() {
        if (config.key().isPresent()) {
            return Optional.of(parse(config.key().get(), "mailroom.secret.key"));
        }
        if (config.keyFile().isPresent()) {
            return Optional.of(read(config.keyFile().get(), "mailroom.secret.key-file"));
        }
        return embedded && Files.exists(generatedFile())
                ? Optional.of(read(generatedFile(), "the file " + generatedFile()))
                : Optional.empty();
    }

    private Path generatedFile() {
        return dataDirectory.resolve("sealing.key");
    }

    private static SealingKeys read(Path file, String property) {
        try {
            return parse(Files.readString(file), property);
        } catch (IOException e) {
            throw new ConfigurationException(property + ": the file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static SealingKeys parse(String text, String property) {
        try {
            return SealingKeys.of(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(property + " is not usable: " + e.getMessage());
        }
    }

    private SealingKeys generate() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        String text = Base64.getEncoder().encodeToString(key);
        Path file = generatedFile();
        try {
            Files.createDirectories(dataDirectory);
            var temporary = Files.createTempFile(
                    dataDirectory,
                    "sealing",
                    ".key",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, text + "\n", StandardOpenOption.SYNC);
            Files.move(temporary, file);
        } catch (IOException e) {
            throw new ConfigurationException("The key file " + file + " cannot be written: " + e.getMessage()
                    + ". Set mailroom.data.dir to a directory that can be, or mailroom.secret.key.");
        }
        Log.warnf("Generated the key that seals passwords into %s. Back it up: without it they cannot be read.", file);
        return SealingKeys.of(text);
    }

    private static boolean opens(SealingKeys keys, byte[] sample) {
        try {
            keys.aead().decrypt(sample, SAMPLE_BINDING);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private void record(SealingKeys keys) {
        try {
            database.update(
                    "insert into sealing_key (id, created, sample) values ($1, $2, $3) on conflict (id) do nothing",
                    keys.primaryId(),
                    OffsetDateTime.now(clock),
                    io.vertx.core.buffer.Buffer.buffer(keys.aead().encrypt(SAMPLE, SAMPLE_BINDING)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not seal the sample", e);
        }
    }

    /** The ids of the keys in use, never the keys. */
    List<String> keyIds() {
        return database.query("select id from sealing_key order by created").stream()
                .map(row -> row.getString("id"))
                .toList();
    }
}
