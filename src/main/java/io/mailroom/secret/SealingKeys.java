package io.mailroom.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configured AES-256 keys as Tink keysets: the first is to seal, all open. */
final class SealingKeys {

    /** Of a ciphertext: a byte for the format, then the key's id (Tink's wire format). */
    static final int PREFIX = 5;

    private final List<String> ids;

    /** All of the keys, and the one of that id seals. */
    private final Map<String, Aead> sealing;

    private SealingKeys(Map<String, Aead> sealing) {
        this.sealing = sealing;
        this.ids = List.copyOf(sealing.keySet());
    }

    /**
     * @param text Base64 keys of 32 bytes, separated by commas or line breaks
     * @throws IllegalArgumentException saying what is wrong, without the key
     */
    static SealingKeys of(String text) {
        try {
            AeadConfig.register();
            var keys = new LinkedHashMap<Integer, byte[]>();
            for (String encoded : text.strip().split("[,\\s]+")) {
                byte[] key = decode(encoded);
                keys.putIfAbsent(idOf(key), key);
            }
            var sealing = new LinkedHashMap<String, Aead>();
            for (int id : keys.keySet()) {
                sealing.put(HexFormat.of().toHexDigits(id), aead(keys, id));
            }
            return new SealingKeys(sealing);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not to be had from this JDK", e);
        }
    }

    private static Aead aead(Map<Integer, byte[]> keys, int primary) throws GeneralSecurityException {
        var parameters = AesGcmParameters.builder()
                .setKeySizeBytes(32)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.TINK)
                .build();
        var keyset = KeysetHandle.newBuilder();
        for (var key : keys.entrySet()) {
            int id = key.getKey();
            var entry = KeysetHandle.importKey(AesGcmKey.builder()
                            .setParameters(parameters)
                            .setIdRequirement(id)
                            .setKeyBytes(SecretBytes.copyFrom(key.getValue(), InsecureSecretKeyAccess.get()))
                            .build())
                    .withFixedId(id);
            keyset.addEntry(id == primary ? entry.makePrimary() : entry);
        }
        return keyset.build().getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private static byte[] decode(String encoded) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it is not Base64; make one with: openssl rand -base64 32");
        }
        if (key.length != 32) {
            throw new IllegalArgumentException(
                    "it has " + key.length + " bytes instead of 32; make one with: openssl rand -base64 32");
        }
        return key;
    }

    /** Derived from the key, so that it is the same wherever the key is configured. */
    private static int idOf(byte[] key) throws GeneralSecurityException {
        return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(key)).getInt();
    }

    /** What everything begins with that the key of that id has sealed. */
    static byte[] prefix(String id) {
        return ByteBuffer.allocate(PREFIX)
                .put((byte) 1)
                .put(HexFormat.of().parseHex(id))
                .array();
    }

    /** The id of the key that has sealed it; nonsense where none has. */
    static String idOfSealed(byte[] sealed) {
        return HexFormat.of().formatHex(Arrays.copyOfRange(sealed, 1, PREFIX));
    }

    /** The id of the key that is to seal. */
    String primaryId() {
        return ids.getFirst();
    }

    List<String> ids() {
        return ids;
    }

    /** Seals with the key of that id, which must be one of {@link #ids}, and opens with all. */
    Aead sealingWith(String id) {
        var aead = sealing.get(id);
        if (aead == null) {
            throw new IllegalArgumentException("there is no key " + id);
        }
        return aead;
    }
}
