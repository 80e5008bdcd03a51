package io.mailroom.blob;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The stores that are configured, each opened when it is first needed. */
@ApplicationScoped
class Places {

    static final String POSTGRESQL = "postgresql";

    private final BlobConfig config;
    private final Map<String, ObjectStore> open = new ConcurrentHashMap<>();

    Places(BlobConfig config) {
        this.config = config;
    }

    /** What is wrong is to be heard of at the start, and not with the first mail. */
    void check(@Observes StartupEvent event) {
        if (config.s3().containsKey(POSTGRESQL)) {
            throw new ConfigurationException("mailroom.blob.s3.postgresql: that name is taken.");
        }
        if (!config.store().equals(POSTGRESQL) && !config.s3().containsKey(config.store())) {
            throw new ConfigurationException("mailroom.blob.store is " + config.store() + ", but mailroom.blob.s3."
                    + config.store() + ".bucket is not set.");
        }
    }

    /** Where larger blobs belong. */
    String current() {
        return config.store();
    }

    long threshold() {
        return config.threshold().asLongValue();
    }

    /** Whether anything can lie outside of PostgreSQL. */
    boolean any() {
        return !config.s3().isEmpty();
    }

    /** Where a blob of that size belongs. */
    String forSize(long size) {
        return size < threshold() ? POSTGRESQL : current();
    }

    /** @throws BlobsUnavailable when it is not configured any more */
    ObjectStore of(String store) {
        return open.computeIfAbsent(store, name -> {
            var s3 = config.s3().get(name);
            if (s3 == null) {
                throw new BlobsUnavailable(
                        "Blobs lie in mailroom.blob.s3." + name + ", which is not configured.", null);
            }
            return new ObjectStore(name, s3);
        });
    }

    /** After everything that may still read or store. */
    void close(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
        open.values().forEach(ObjectStore::close);
    }
}
