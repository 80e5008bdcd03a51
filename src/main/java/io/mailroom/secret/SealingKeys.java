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
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The configured AES-256 keys as one Tink keyset; the first seals, all open. */
final class SealingKeys {

    private final Aead aead;
    private final List<String> ids;

    private SealingKeys(Aead aead, List<String> ids) {
        this.aead = aead;
        this.ids = ids;
    }

    /**
     * @param text Base64 keys of 32 bytes, separated by commas or line breaks
     * @throws IllegalArgumentException saying what is wrong, without the key
     */
    static SealingKeys of(String text) {
        try {
            AeadConfig.register();
            var parameters = AesGcmParameters.builder()
                    .setKeySizeBytes(32)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.TINK)
                    .build();
            var keyset = KeysetHandle.newBuilder();
            var ids = new ArrayList<String>();
            for (String encoded : text.strip().split("[,\\s]+")) {
                byte[] key = decode(encoded);
                int id = idOf(key);
                var entry = KeysetHandle.importKey(AesGcmKey.builder()
                                .setParameters(parameters)
                                .setIdRequirement(id)
                                .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                                .build())
                        .withFixedId(id);
                keyset.addEntry(ids.isEmpty() ? entry.makePrimary() : entry);
                ids.add(HexFormat.of().toHexDigits(id));
            }
            return new SealingKeys(keyset.build().getPrimitive(RegistryConfiguration.get(), Aead.class), ids);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not to be had from this JDK", e);
        }
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

    /** The id of the key that seals. */
    String primaryId() {
        return ids.getFirst();
    }

    List<String> ids() {
        return ids;
    }

    Aead aead() {
        return aead;
    }
}
