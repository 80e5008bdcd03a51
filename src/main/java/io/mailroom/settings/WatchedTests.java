package io.mailroom.settings;

import io.mailroom.settings.Checked.UnderWay;
import io.mailroom.web.Problem;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Tests that are watched while they go on. The stream is the answer to the request that wants the test, so nothing has to be
 * remembered between two requests: events without a name are the phases so far; {@code page} is the page that the same
 * request would have been answered with, and {@code end} where it would have led. Where a stream ends with neither, the
 * request is to be made in the ordinary way, which has a page for what went wrong.
 */
final class WatchedTests {

    record phases(List<UnderWay> tests) implements TemplateInstance {}

    private WatchedTests() {}

    /** @param act what is done otherwise; on a virtual thread that belongs to the request */
    static Multi<OutboundSseEvent> watch(Sse sse, Function<Watcher, RestResponse<TemplateInstance>> act) {
        return Multi.createFrom()
                .<OutboundSseEvent>emitter(events -> {
                    try {
                        end(act.apply(new Board(sse, events)), sse, events);
                    } catch (Problem refusal) {
                        events.complete();
                    }
                })
                .runSubscriptionOn(
                        command -> Thread.ofVirtual().name("watched-test").start(command));
    }

    private static void end(
            RestResponse<TemplateInstance> reply, Sse sse, MultiEmitter<? super OutboundSseEvent> events) {
        var path = reply.getHeaderString("Location");
        events.emit(path == null ? sse.newEvent("page", reply.getEntity().render()) : sse.newEvent("end", path));
        events.complete();
    }

    /** What is known of all tests that one looks at. They are told of by several threads. */
    private static final class Board implements Watcher {

        private final Sse sse;
        private final MultiEmitter<? super OutboundSseEvent> events;
        private final Map<String, UnderWay> tests = new LinkedHashMap<>();

        Board(Sse sse, MultiEmitter<? super OutboundSseEvent> events) {
            this.sse = sse;
            this.events = events;
        }

        @Override
        public Consumer<Phases.Glance> of(String test) {
            show(UnderWay.notYet(test)); // they keep the order in which they were announced
            return glance -> show(UnderWay.of(test, glance));
        }

        private synchronized void show(UnderWay test) {
            tests.put(test.title(), test);
            events.emit(sse.newEvent(new phases(List.copyOf(tests.values())).render()));
        }
    }
}
