package io.mailroom.transfer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How the key of a document is made of its passphrase: Argon2id (RFC 9106).
 *
 * @param memory in KiB
 * @param salt Base64
 * @param check tells the right passphrase from a wrong one, and nothing else
 */
@RegisterForReflection
record KeyParameters(
        @JsonProperty(required = true) String kdf,
        @JsonProperty(required = true) int memory,
        @JsonProperty(required = true) int passes,
        @JsonProperty(required = true) int lanes,
        @JsonProperty(required = true) String salt,
        @JsonProperty(required = true) String check) {}
