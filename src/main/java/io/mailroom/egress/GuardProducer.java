package io.mailroom.egress;

import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the guard of the configuration, once, at the start: what is wrong with it is told then. */
@ApplicationScoped
class GuardProducer {

    @Produces
    @Singleton
    @Startup
    Guard guard(EgressConfig config, @All List<LocalPorts> local) {
        var ports = local.stream().flatMap(room -> room.ports().stream()).collect(Collectors.toSet());
        try {
            return Guard.allowing(config.allow().orElse(List.of()), ports);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(Guard.PROPERTY + ": " + e.getMessage(), Set.of(Guard.PROPERTY));
        }
    }
}
