package io.mailroom.testsupport;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Keeps spans in memory, in tests that trace. */
public final class Spans {

    private static final InMemorySpanExporter KEPT = InMemorySpanExporter.create();

    @Produces
    @Singleton
    SpanProcessor processor() {
        return SimpleSpanProcessor.create(KEPT);
    }

    public static List<SpanData> ended() {
        return KEPT.getFinishedSpanItems();
    }

    public static void forget() {
        KEPT.reset();
    }
}
