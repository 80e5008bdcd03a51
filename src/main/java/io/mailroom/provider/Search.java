package io.mailroom.provider;

import io.mailroom.provider.Finding.Failed;
import io.mailroom.provider.Finding.Found;
import io.mailroom.provider.Finding.Nothing;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Looks for the servers of an address: in the presets, and only where they know nothing everywhere else at the same time.
 * Blocking, for a bounded time.
 */
@ApplicationScoped
class Search {

    private record Reply(Finding finding, Duration took) {}

    private final Presets presets;
    private final Documents documents;
    private final SrvSource srv;
    private final MxSource mx;
    private final ProviderConfig config;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("provider-search-", 0).factory());

    Search(Presets presets, Documents documents, SrvSource srv, MxSource mx, ProviderConfig config) {
        this.presets = presets;
        this.documents = documents;
        this.srv = srv;
        this.mx = mx;
        this.config = config;
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    ProviderView search(Asked asked) {
        var replies = new EnumMap<Source, Reply>(Source.class);
        if (config.presets()) {
            replies.put(Source.PRESET, new Reply(preset(asked), Duration.ZERO));
        }
        if (found(replies).isEmpty()) {
            replies.putAll(askEverybody(asked));
        }
        return view(asked, replies);
    }

    private Finding preset(Asked asked) {
        return presets.ofDomain(asked.domain())
                .<Finding>map(preset -> new Found(preset.proposal(Source.PRESET, asked)))
                .orElseGet(() -> new Nothing("No preset is for " + asked.domain() + "."));
    }

    private Map<Source, Callable<Finding>> questions(Asked asked) {
        var questions = new EnumMap<Source, Callable<Finding>>(Source.class);
        questions.put(
                Source.AUTOCONFIG, () -> documents.ask(Source.AUTOCONFIG, asked, asked.uri(config.autoconfigUrl())));
        questions.put(
                Source.WELL_KNOWN, () -> documents.ask(Source.WELL_KNOWN, asked, asked.uri(config.wellKnownUrl())));
        questions.put(Source.ISPDB, () -> documents.ask(Source.ISPDB, asked, asked.uri(config.ispdbUrl())));
        questions.put(Source.SRV, () -> srv.ask(asked, threads));
        questions.put(Source.MX, () -> mx.ask(asked));
        questions.keySet().removeIf(source -> !enabled(source));
        return questions;
    }

    private boolean enabled(Source source) {
        return switch (source) {
            case PRESET -> config.presets();
            case AUTOCONFIG -> config.autoconfig();
            case WELL_KNOWN -> config.wellKnown();
            case ISPDB -> config.ispdb();
            case SRV -> config.srv();
            case MX -> config.mx();
        };
    }

    /** Whoever has not answered when the time is up is left. */
    private Map<Source, Reply> askEverybody(Asked asked) {
        var questions = questions(asked);
        var sources = List.copyOf(questions.keySet());
        var work = questions.values().stream()
                .<Callable<Reply>>map(question -> () -> timed(question))
                .toList();
        var replies = new EnumMap<Source, Reply>(Source.class);
        try {
            var answers = threads.invokeAll(work, config.time().toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < answers.size(); i++) {
                replies.put(sources.get(i), reply(answers.get(i)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sources.forEach(source -> replies.put(source, tooLate()));
        }
        return replies;
    }

    private Reply reply(Future<Reply> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException e) {
            return tooLate();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Reply tooLate() {
        return new Reply(new Failed("No answer within " + config.time().toSeconds() + " seconds."), config.time());
    }

    private static Reply timed(Callable<Finding> question) throws Exception {
        long begin = System.nanoTime();
        var finding = question.call();
        return new Reply(finding, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static List<Proposal> found(Map<Source, Reply> replies) {
        return replies.values().stream()
                .map(Reply::finding)
                .filter(Found.class::isInstance)
                .map(found -> ((Found) found).proposal())
                .toList();
    }

    private ProviderView view(Asked asked, Map<Source, Reply> replies) {
        var reports = new ArrayList<SourceReport>();
        for (var source : Source.values()) {
            var reply = replies.get(source);
            if (reply != null) {
                reports.add(SourceReport.of(source, reply.finding(), reply.took()));
            } else {
                reports.add(enabled(source) ? SourceReport.notAsked(source) : SourceReport.switchedOff(source));
            }
        }
        return new ProviderView(asked.address(), Choice.of(found(replies)), reports);
    }
}
