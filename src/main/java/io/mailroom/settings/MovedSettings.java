package io.mailroom.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailroom.account.Caller;
import io.mailroom.health.HealthView;
import io.mailroom.oauth.Grants;
import io.mailroom.secret.Secrets;
import io.mailroom.transfer.Movable;
import io.mailroom.transfer.Piece;
import io.mailroom.web.Expected;
import io.mailroom.web.Inputs;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Mail settings of either kind on their way from or to another Mailroom. */
abstract class MovedSettings<E extends MailSetting, I extends MailSettingInput<E>> implements Movable {

    /** What reads and writes them as the API does. */
    record Wire<E extends MailSetting, I>(Class<I> input, MailSettings.View<E, ?> view, String passwordField) {}

    private static final Expected ANY = new Expected(null, null);

    private final MailSettings<E, I> settings;
    private final PanacheRepositoryBase<E, UUID> rows;
    private final Grants grants;
    private final Secrets secrets;
    private final Inputs inputs;
    private final Wire<E, I> wire;

    MovedSettings(
            MailSettings<E, I> settings,
            PanacheRepositoryBase<E, UUID> rows,
            Grants grants,
            Secrets secrets,
            Inputs inputs,
            Wire<E, I> wire) {
        this.settings = settings;
        this.rows = rows;
        this.grants = grants;
        this.secrets = secrets;
        this.inputs = inputs;
        this.wire = wire;
    }

    @Override
    public Uni<List<Piece>> pieces(Caller owner) {
        return grantNames(owner)
                .chain(names -> rows.list("accountId = ?1 order by name", owner.accountId())
                        .map(all -> all.stream()
                                .map(setting -> piece(setting, names))
                                .toList()));
    }

    @Override
    public Uni<Piece> draft(Caller owner, Piece piece) {
        return settings.draft(owner, input(piece))
                .chain(setting -> grantNames(owner).map(names -> piece(setting, names)));
    }

    @Override
    public Uni<Void> add(Caller owner, Piece piece) {
        return settings.add(owner, input(piece)).replaceWithVoid();
    }

    @Override
    public Uni<Void> replace(Caller owner, Piece piece) {
        return settings.replace(owner, piece.name(), input(piece), ANY).replaceWithVoid();
    }

    /** One that comes without a password has none. */
    private I input(Piece piece) {
        ObjectNode whole = piece.whole().put("name", piece.name());
        whole.put(wire.passwordField(), piece.secrets().getOrDefault(wire.passwordField(), ""));
        whole.remove("version");
        return inputs.read(whole, wire.input());
    }

    private Piece piece(E setting, Map<UUID, String> names) {
        var value = inputs.written(
                wire.view().of(setting, names.get(setting.oauthGrantId), HealthView.UNKNOWN),
                "name",
                "hasPassword",
                "warnings",
                "health",
                "version");
        return new Piece(
                setting.name,
                value,
                secrets.opened(setting.password, setting.passwordBinding())
                        .map(password -> Map.of(wire.passwordField(), password))
                        .orElse(Map.of()));
    }

    /** A map that knows no name for null, either. */
    private Uni<Map<UUID, String>> grantNames(Caller owner) {
        return grants.all(owner.accountId()).map(all -> {
            var names = new HashMap<UUID, String>();
            all.forEach(grant -> names.put(grant.id(), grant.name()));
            return names;
        });
    }
}
