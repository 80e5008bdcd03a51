package io.mailroom.scan;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** What importing on this replica takes up at this moment. */
@Startup
@Singleton
class ScanGauges {

    ScanGauges(MeterRegistry registry, HostGate gate, ImapConnections connections, MailMemory memory) {
        Gauge.builder("mailroom.scan.runs", gate, HostGate::running)
                .description("Runs that talk to a mail server")
                .register(registry);
        Gauge.builder("mailroom.imap.idle.connections", connections, ImapConnections::idle)
                .description("IMAP connections that are kept for the next run")
                .register(registry);
        Gauge.builder("mailroom.scan.memory.used", memory, MailMemory::used)
                .description("Memory that mails take up from being read until they are committed")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("mailroom.scan.memory.max", memory, MailMemory::most)
                .description("Memory that mails may take up")
                .baseUnit("bytes")
                .register(registry);
    }
}
