package io.mailroom.webhook;

import io.mailroom.account.Caller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Ids;
import io.mailroom.egress.WebClient;
import io.mailroom.schedule.Jobs;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.OptimisticLockException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Keeps the webhooks of a collective, for its admins. */
@ApplicationScoped
class WebhookSettings {

    /** A secret is shown once, when it is made. */
    record Made(Webhook webhook, SigningSecret secret) {}

    /** A name server that takes longer is not waited for. */
    private static final Duration LOOK_UP = Duration.ofSeconds(3);

    private final WebhookRows rows;
    private final Secrets secrets;
    private final WebClient web;
    private final Vertx vertx;
    private final Jobs jobs;
    private final WebhookConfig config;
    private final Audit audit;
    private final Clock clock;

    WebhookSettings(
            WebhookRows rows,
            Secrets secrets,
            WebClient web,
            Vertx vertx,
            Jobs jobs,
            WebhookConfig config,
            Audit audit,
            Clock clock) {
        this.rows = rows;
        this.secrets = secrets;
        this.web = web;
        this.vertx = vertx;
        this.jobs = jobs;
        this.config = config;
        this.audit = audit;
        this.clock = clock;
    }

    @WithSession
    Uni<List<WebhookView>> list(Caller admin) {
        return rows.all(admin.collectiveId())
                .map(found -> found.stream().map(WebhookView::of).toList());
    }

    @WithSession
    Uni<WebhookView> get(Caller admin, String id) {
        return saved(admin, id).map(WebhookView::of);
    }

    Uni<Made> add(Caller admin, WebhookInput input) {
        input.check();
        return reachable(input.url())
                .chain(() -> Panache.withTransaction(() -> rows.count("collectiveId", admin.collectiveId())
                        .invoke(number -> {
                            if (number >= config.perCollective()) {
                                throw Problem.conflict(
                                        "Your collective has " + number + " webhooks, and may not have more.");
                            }
                        })
                        .chain(() -> made(admin, input))));
    }

    /** What would be refused at every event is refused here; what is not known now may be then. Back on the caller's event loop. */
    private Uni<Void> reachable(String url) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(() -> web.refusal(URI.create(url), LOOK_UP), false)
                        .toCompletionStage())
                .invoke(refusal -> refusal.ifPresent(why -> {
                    throw Problem.invalid("url", "leads to a server that is not called: " + why);
                }))
                .replaceWithVoid();
    }

    private Uni<Made> made(Caller admin, WebhookInput input) {
        var secret = SigningSecret.random();
        var webhook = new Webhook();
        webhook.id = Ids.next();
        webhook.collectiveId = admin.collectiveId();
        webhook.secret = sealed(secret, webhook.id);
        webhook.created = clock.instant();
        webhook.updated = webhook.created;
        input.applyTo(webhook);
        return rows.persistAndFlush(webhook)
                .call(() -> record(admin, Act.WEBHOOK_MADE, webhook))
                .map(stored -> new Made(stored, secret));
    }

    /** Answers the new version. */
    Uni<Long> replace(Caller admin, String id, WebhookInput input) {
        input.check();
        // Switched off it may stay what it is, wherever it leads.
        var reachable = Boolean.FALSE.equals(input.enabled()) ? Uni.createFrom().voidItem() : reachable(input.url());
        return reachable.chain(() -> stored(admin, id, input));
    }

    private Uni<Long> stored(Caller admin, String id, WebhookInput input) {
        return write(() -> saved(admin, id)
                        .invoke(webhook -> {
                            if (input.version() != null && input.version() != webhook.version) {
                                throw Problem.stale(webhook.version);
                            }
                            input.applyTo(webhook);
                            webhook.updated = clock.instant();
                        })
                        .call(rows::flush)
                        .call(webhook -> record(admin, Act.WEBHOOK_CHANGED, webhook))
                        .call(webhook -> jobs.runNow(DeliveryJob.NAME, webhook.id.toString())))
                .map(webhook -> webhook.version);
    }

    /** Answers the webhook with a new secret; the old one is good for nothing from now on. */
    Uni<Made> renewSecret(Caller admin, String id) {
        var secret = SigningSecret.random();
        return write(() -> saved(admin, id)
                        .invoke(webhook -> {
                            webhook.secret = sealed(secret, webhook.id);
                            webhook.updated = clock.instant();
                        })
                        .call(rows::flush)
                        .call(webhook -> record(admin, Act.WEBHOOK_SECRET_RENEWED, webhook)))
                .map(webhook -> new Made(webhook, secret));
    }

    Uni<Void> remove(Caller admin, String id) {
        return write(() -> saved(admin, id)
                .call(webhook -> rows.delete("id", webhook.id))
                .call(webhook -> record(admin, Act.WEBHOOK_REMOVED, webhook))
                .chain(webhook -> jobs.remove(DeliveryJob.NAME, webhook.id.toString())));
    }

    /** By its host: the rest of an address may hold what is secret. */
    private Uni<Void> record(Caller admin, Act act, Webhook webhook) {
        return audit.record(
                Entry.done(admin.actor(), act, URI.create(webhook.url).getHost())
                        .with(webhook.enabled ? null : "switched off"));
    }

    private byte[] sealed(SigningSecret secret, UUID id) {
        return secrets.seal(secret.text(), Webhook.binding(id));
    }

    /** Within the caller's session. */
    Uni<Webhook> saved(Caller admin, String id) {
        return parsed(id)
                .map(known -> rows.of(admin.collectiveId(), known))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .map(found -> found.orElseThrow(() -> Problem.notFound("There is no webhook with the id " + id + ".")));
    }

    private static Optional<UUID> parsed(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private <T> Uni<T> write(Supplier<Uni<T>> work) {
        return Panache.withTransaction(work)
                .onFailure(WebhookSettings::isRace)
                .transform(e -> Problem.stale())
                .invoke(jobs::wake);
    }

    private static boolean isRace(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException || cause instanceof org.hibernate.StaleStateException) {
                return true;
            }
        }
        return false;
    }
}
