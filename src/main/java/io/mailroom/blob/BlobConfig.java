package io.mailroom.blob;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where bytes are kept. */
@ConfigMapping(prefix = "mailroom.blob")
interface BlobConfig {

    /** {@code postgresql}, or the name of one of the {@link #s3} stores, for what is stored from now on. */
    @WithDefault(Places.POSTGRESQL)
    String store();

    /** What is smaller stays in PostgreSQL: a request for each would take longer than a batch of them does there. */
    @WithDefault("256K")
    MemorySize threshold();

    /** Whether what lies elsewhere is moved to where it would be stored now. */
    @WithDefault("false")
    boolean move();

    /** S3-compatible stores, by the names that rows call them by. One that something lies in must stay. */
    Map<String, S3> s3();

    interface S3 {
        /** Of another server than Amazon's. */
        Optional<URI> endpoint();

        @WithDefault("us-east-1")
        String region();

        String bucket();

        /** What the keys of all objects begin with. */
        Optional<String> prefix();

        /** Left out, credentials come from the environment, a profile, or the machine, as Amazon's programs find them. */
        Optional<String> accessKey();

        Optional<String> secretKey();

        /** Whether the bucket is in the path instead of the host name; left out, if there is an endpoint. */
        Optional<Boolean> pathStyle();

        /** Encryption by the server: {@code AES256} or {@code aws:kms}; left out, as the bucket has it. */
        Optional<String> encryption();

        /** With {@code aws:kms}. */
        Optional<String> kmsKey();

        @WithDefault("5s")
        Duration connectTimeout();

        /** For the next bytes of an answer. */
        @WithDefault("30s")
        Duration readTimeout();

        /** How often a request is tried, with growing waits in between. */
        @WithDefault("4")
        int attempts();

        /** What is larger is sent in parts of this size; at least 5 MB. */
        @WithDefault("8M")
        MemorySize partSize();

        /** At the same time; each has a part in memory. */
        @WithDefault("4")
        int uploads();
    }
}
