package io.mailroom.blob;

import java.util.HexFormat;
import java.util.UUID;

/** One upload of a content. The key names both: what it is, and which upload of it. */
record StoredObject(UUID id, byte[] hash, long size, String store) {

    String key() {
        String hex = hex(hash);
        return hex.substring(0, 2) + "/" + hex + "/" + id;
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
