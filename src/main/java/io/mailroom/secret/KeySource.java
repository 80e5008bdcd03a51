package io.mailroom.secret;

import io.mailroom.db.EmbeddedDatabase;
import io.quarkus.logging.Log;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the keys come from: the configuration, a file, or, for an embedded database, a file of our own. Blocking. */
@ApplicationScoped
class KeySource {

    private final SecretConfig config;
    private final Path dataDirectory;
    private final boolean embedded;

    KeySource(
            SecretConfig config,
            @ConfigProperty(name = EmbeddedDatabase.DATA_DIR) Path dataDirectory,
            @ConfigProperty(name = EmbeddedDatabase.EMBEDDED, defaultValue = "false") boolean embedded) {
        this.config = config;
        this.dataDirectory = dataDirectory;
        this.embedded = embedded;
    }

    Optional<SealingKeys> configured() {
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

    /** A new one in a file of our own; empty where the database is not ours alone. */
    Optional<SealingKeys> generated() {
        return embedded ? Optional.of(generate()) : Optional.empty();
    }

    /** Whether no other replica can be there. */
    boolean alone() {
        return embedded;
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
}
