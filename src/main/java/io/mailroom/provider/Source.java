package io.mailroom.provider;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a proposal comes from, the most trusted first. */
public enum Source {
    /** The list that Mailroom brings. */
    @JsonProperty("preset")
    PRESET,
    /** The provider itself, at {@code autoconfig.<domain>}. */
    @JsonProperty("autoconfig")
    AUTOCONFIG,
    /** The provider itself, at a well-known place. */
    @JsonProperty("well-known")
    WELL_KNOWN,
    /** Thunderbird's database. */
    @JsonProperty("ispdb")
    ISPDB,
    /** The provider's SRV records. DNS is not authenticated. */
    @JsonProperty("srv")
    SRV,
    /** A guess from whose mail servers the domain uses. */
    @JsonProperty("mx")
    MX
}
