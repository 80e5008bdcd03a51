package io.mailroom.blob;

/**
 * Bytes and their name.
 *
 * @param hash their SHA-256, computed by the caller
 */
public record Blob(byte[] hash, ByteSource bytes) {

    public long size() {
        return bytes.size();
    }
}
