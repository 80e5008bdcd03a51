package io.mailroom.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.crypto.tink.subtle.AesGcmJce;
import io.mailroom.web.Problem;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** What a passphrase is for one document: seals its secrets (AES-256-GCM) and marks the whole of it (HMAC-SHA256). */
final class DocumentKey {

    /** In characters. A document may lie around for years, so whoever finds it has time to guess. */
    static final int SHORTEST = 12;

    static final int LONGEST = 1024;

    private static final String KDF = "argon2id";

    /** 64 MiB, three passes: what RFC 9106 section 4 recommends second, a few tenths of a second of one core. */
    private static final int USUAL_MEMORY = 64 * 1024;

    private static final int USUAL_PASSES = 3;

    /** Whoever brings a document says how much work it is; this is how much we do for anybody. */
    private static final int MOST_MEMORY = 256 * 1024;

    private static final int MOST_PASSES = 10;
    private static final int MOST_LANES = 4;

    private static final int KEY = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    /** The same whatever the order of fields and the white space: a document survives being printed prettily. */
    private static final ObjectWriter CANONICAL = JsonMapper.builder()
            .configure(JsonNodeFeature.WRITE_PROPERTIES_SORTED, true)
            .build()
            .writer();

    private final KeyParameters parameters;
    private final AesGcmJce cipher;
    private final SecretKeySpec marking;

    private DocumentKey(KeyParameters parameters, byte[] key) throws GeneralSecurityException {
        this.parameters = parameters;
        this.cipher = new AesGcmJce(Arrays.copyOf(key, KEY));
        this.marking = new SecretKeySpec(key, KEY, KEY, "HmacSHA256");
    }

    /** Of a new document. */
    static DocumentKey fresh(String passphrase) {
        if (passphrase.codePointCount(0, passphrase.length()) < SHORTEST) {
            throw Problem.invalid("passphrase", "must have at least " + SHORTEST + " characters");
        }
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        return derive(
                passphrase, new KeyParameters(KDF, USUAL_MEMORY, USUAL_PASSES, 1, BASE64.encodeToString(salt), ""));
    }

    /**
     * Of a document that there is.
     *
     * @throws Problem 422 for a wrong passphrase, or a document that asks for something else
     */
    static DocumentKey of(String passphrase, KeyParameters parameters) {
        if (!parameters.kdf().equals(KDF)
                || !isWithin(1, parameters.lanes(), MOST_LANES)
                || !isWithin(8 * parameters.lanes(), parameters.memory(), MOST_MEMORY)
                || !isWithin(1, parameters.passes(), MOST_PASSES)) {
            throw Problem.invalid("document.key", "asks for a derivation that is not done here");
        }
        var key = derive(passphrase, parameters);
        if (!isSame(key.check(), parameters.check())) {
            throw Problem.invalid("passphrase", "is not the one that this document was sealed with");
        }
        return key;
    }

    private static boolean isWithin(int least, int value, int most) {
        return least <= value && value <= most;
    }

    private static DocumentKey derive(String passphrase, KeyParameters parameters) {
        // The same whichever keyboard it was typed on (RFC 8265 section 4.2).
        byte[] typed = Normalizer.normalize(passphrase, Normalizer.Form.NFC).getBytes(UTF_8);
        var argon = new Argon2BytesGenerator();
        argon.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withMemoryAsKB(parameters.memory())
                .withIterations(parameters.passes())
                .withParallelism(parameters.lanes())
                .withSalt(salt(parameters))
                .build());
        byte[] key = new byte[2 * KEY];
        argon.generateBytes(typed, key);
        try {
            return new DocumentKey(parameters, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not to be had from this JDK", e);
        }
    }

    private static byte[] salt(KeyParameters parameters) {
        try {
            return Base64.getDecoder().decode(parameters.salt());
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("document.key.salt", "is no Base64");
        }
    }

    /** To be written into the document. */
    KeyParameters parameters() {
        return new KeyParameters(
                KDF, parameters.memory(), parameters.passes(), parameters.lanes(), parameters.salt(), check());
    }

    private String check() {
        return mark("check");
    }

    /** @param place what the secret belongs to: anywhere else it does not open */
    String seal(String secret, Place place) {
        try {
            return BASE64.encodeToString(cipher.encrypt(secret.getBytes(UTF_8), place.bytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not seal " + place);
        }
    }

    /** @throws Problem 422 when it was changed, or sealed for another place */
    String open(String sealed, Place place) {
        try {
            return new String(cipher.decrypt(Base64.getDecoder().decode(sealed), place.bytes()), UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw tampered();
        }
    }

    /** Of these words and nodes in this order; nobody makes it without the passphrase. */
    String mark(Object... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(marking);
            return BASE64.encodeToString(mac.doFinal(CANONICAL.writeValueAsBytes(List.of(parts))));
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalStateException("could not mark a document", e);
        }
    }

    /** @throws Problem 422 when it is another one */
    static void demand(JsonNode mark, String expected) {
        if (!isSame(expected, mark.asText())) {
            throw tampered();
        }
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    static Problem tampered() {
        return Problem.of(
                422,
                "tampered",
                "The document was changed",
                "The document was changed after it was exported, or it is not whole. Nothing of it is taken.");
    }
}
