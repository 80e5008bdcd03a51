package io.mailroom.template;

import io.mailroom.account.Caller;
import io.mailroom.db.Ids;
import io.mailroom.db.Violation;
import io.mailroom.web.Expected;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.OptimisticLockException;
import java.time.Clock;
import java.util.List;
import org.hibernate.StaleStateException;

/** Keeps the templates of a collective. */
@ApplicationScoped
class MailTemplates {

    private final MailTemplateRows rows;
    private final TemplateConfig config;
    private final Clock clock;

    MailTemplates(MailTemplateRows rows, TemplateConfig config, Clock clock) {
        this.rows = rows;
        this.config = config;
        this.clock = clock;
    }

    @WithSession
    Uni<List<MailTemplateView>> list(Caller caller) {
        return rows.all(caller.collectiveId())
                .map(found -> found.stream().map(MailTemplateView::of).toList());
    }

    @WithSession
    Uni<MailTemplateView> get(Caller caller, String name) {
        return named(caller, name).map(MailTemplateView::of);
    }

    /** Answers the version. */
    @WithTransaction
    Uni<Long> add(Caller caller, MailTemplateInput input) {
        return rows.count("collectiveId", caller.collectiveId())
                .invoke(this::refuseWhenFull)
                .chain(() -> rows.persistAndFlush(made(caller, input)))
                .onFailure(Violation::unique)
                .transform(e -> taken(input.name()))
                .map(stored -> stored.version);
    }

    /** Answers the new version. */
    @WithTransaction
    Uni<Long> replace(Caller caller, String name, MailTemplateInput input, Expected expected) {
        return named(caller, name)
                .invoke(template -> refuseWhenStale(template, expected))
                .invoke(template -> {
                    input.applyTo(template);
                    template.updated = clock.instant();
                })
                .call(() -> flush(input.name()))
                .map(template -> template.version);
    }

    @WithTransaction
    Uni<Void> remove(Caller caller, String name, Expected expected) {
        return named(caller, name)
                .invoke(template -> refuseWhenStale(template, expected))
                .chain(template -> rows.delete("id", template.id))
                .replaceWithVoid();
    }

    private MailTemplate made(Caller caller, MailTemplateInput input) {
        var template = new MailTemplate();
        template.id = Ids.next();
        template.collectiveId = caller.collectiveId();
        template.created = clock.instant();
        template.updated = template.created;
        input.applyTo(template);
        return template;
    }

    private Uni<MailTemplate> named(Caller caller, String name) {
        return rows.named(caller.collectiveId(), name)
                .map(found -> found.orElseThrow(
                        () -> Problem.notFound("Your collective has no template named " + name + ".")));
    }

    private Uni<Void> flush(String name) {
        return rows.flush()
                .onFailure(Violation::unique)
                .transform(e -> taken(name))
                .onFailure(MailTemplates::isRace)
                .transform(e -> Problem.stale());
    }

    private void refuseWhenFull(long number) {
        if (number >= config.perCollective()) {
            throw Problem.conflict("Your collective has " + number + " templates, and may not have more.");
        }
    }

    private static void refuseWhenStale(MailTemplate template, Expected expected) {
        if (!expected.isMetBy(template.version)) {
            throw Problem.stale(template.version);
        }
    }

    private static boolean isRace(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException || cause instanceof StaleStateException) {
                return true;
            }
        }
        return false;
    }

    private static Problem taken(String name) {
        return Problem.conflict("Your collective has a template named " + name + " already. Choose another name.");
    }
}
