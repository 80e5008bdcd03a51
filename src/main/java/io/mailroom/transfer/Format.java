package io.mailroom.transfer;

/**
 * How a document is written. JSON, with its fields in this order (which is that of the alphabet, so that sorting them does no
 * harm):
 *
 * <pre>{@code
 * {"created": 1700000000000,
 *  "format": "mailroom-export/1",
 *  "key": {"kdf": "argon2id", "memory": 65536, "passes": 3, "lanes": 1, "salt": "...", "check": "..."},
 *  "of": "user",                                   or everything
 *  "parcels": [
 *    {"collective": "home", "login": "anna",
 *     "entries": [{"kind": "imap", "name": "example.org",
 *                  "value": {"imapHost": "imap.example.org", ...},      as the API writes it
 *                  "secrets": {"imapPassword": "..."}}],                 sealed
 *     "seal": "..."}],
 *  "seal": "..."}
 * }</pre>
 *
 * <p>A passphrase and the salt make 64 bytes of Argon2id (RFC 9106). With the first half each secret is sealed (AES-256-GCM, 12
 * bytes of nonce before, 16 of tag behind), authenticated with the format, collective, login, kind, name and field that it
 * belongs to. The second half marks everything else by HMAC-SHA256: {@code check} nothing but the key; each parcel's {@code
 * seal} the parcel and the seal before it; the last {@code seal} the end. What was changed, left out, swapped or cut off is
 * noticed. Marks are over JSON with sorted fields and without white space.
 */
final class Format {

    static final String NAME = "mailroom-export/1";

    static final String CREATED = "created";
    static final String FORMAT = "format";
    static final String KEY = "key";
    static final String OF = "of";
    static final String PARCELS = "parcels";
    static final String COLLECTIVE = "collective";
    static final String LOGIN = "login";
    static final String ENTRIES = "entries";
    static final String KIND = "kind";
    static final String PIECE_NAME = "name";
    static final String VALUE = "value";
    static final String SECRETS = "secrets";
    static final String SEAL = "seal";

    private Format() {}

    /** What the first parcel is chained to. */
    static String begin(DocumentKey key, long created, Scope scope) {
        return key.mark("begin", NAME, created, scope.word());
    }

    static String parcel(DocumentKey key, String before, Object parcel) {
        return key.mark("parcel", before, parcel);
    }

    static String end(DocumentKey key, String before) {
        return key.mark("end", before);
    }
}
