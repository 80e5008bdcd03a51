package io.mailroom.crash.send;

import io.mailroom.testsupport.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sends nobody to a replica that has said that it is not ready. */
final class Balancer implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(250);

    private final List<ServiceProcess> services;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile List<ServiceProcess> ready;

    /** @param services the replicas as they are, in a list that may change */
    Balancer(List<ServiceProcess> services) {
        this.services = services;
        this.ready = List.copyOf(services);
        Thread.ofVirtual().name("balancer").start(this::watch);
    }

    private void watch() {
        try {
            while (!over.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                ready = services.stream()
                        .filter(service -> service.answers("/q/health/ready"))
                        .toList();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Any of those that are ready; any at all where none is. */
    ServiceProcess choose(Random random) {
        var known = ready;
        var among = known.isEmpty() ? services : known;
        return among.get(random.nextInt(among.size()));
    }

    @Override
    public void close() {
        over.countDown();
    }
}
