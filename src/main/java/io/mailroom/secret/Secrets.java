package io.mailroom.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Seals and opens what must not be read in the database: AES-256-GCM, bound to the row and field it belongs to. */
@ApplicationScoped
public class Secrets {

    private final KeyRing ring;

    Secrets(KeyRing ring) {
        this.ring = ring;
    }

    public byte[] seal(String secret, Binding binding) {
        return seal(secret.getBytes(UTF_8), binding);
    }

    public byte[] seal(byte[] secret, Binding binding) {
        try {
            return ring.aead().encrypt(secret, binding.bytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not seal " + binding.field());
        }
    }

    /** @throws IllegalStateException when the value was sealed for another row or field, or by a key we do not have */
    public String open(byte[] sealed, Binding binding) {
        return new String(openBytes(sealed, binding), UTF_8);
    }

    /** Empty for what does not open, which is logged: where one value that is lost is not to hold up all the others. */
    public Optional<String> opened(byte @Nullable [] sealed, Binding binding) {
        try {
            return sealed == null ? Optional.empty() : Optional.of(open(sealed, binding));
        } catch (IllegalStateException e) {
            Log.warnf("Left out: %s", e.getMessage());
            return Optional.empty();
        }
    }

    public byte[] openBytes(byte[] sealed, Binding binding) {
        try {
            return ring.aead().decrypt(sealed, binding.bytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a sealed " + binding.field() + " does not open: it belongs to another row, or its key is missing");
        }
    }
}
