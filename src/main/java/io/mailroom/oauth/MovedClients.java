package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.secret.Secrets;
import io.mailroom.transfer.Movable;
import io.mailroom.transfer.Piece;
import io.mailroom.web.Inputs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** A collective's own providers on their way from or to another Mailroom. */
@Singleton
class MovedClients implements Movable {

    private static final String SECRET = "clientSecret";

    private final OAuthClients clients;
    private final ClientRows rows;
    private final Secrets secrets;
    private final Inputs inputs;

    MovedClients(OAuthClients clients, ClientRows rows, Secrets secrets, Inputs inputs) {
        this.clients = clients;
        this.rows = rows;
        this.secrets = secrets;
        this.inputs = inputs;
    }

    @Override
    public String kind() {
        return "client";
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public boolean forAdmins() {
        return true;
    }

    @Override
    public Uni<List<Piece>> pieces(Caller owner) {
        return rows.of(owner.collectiveId())
                .map(all -> all.stream()
                        .map(client -> piece(
                                client,
                                secrets.opened(client.clientSecret, client.clientSecretBinding())
                                        .map(secret -> Map.of(SECRET, secret))
                                        .orElse(Map.of())))
                        .toList());
    }

    private Piece piece(OAuthClient client, Map<String, String> opened) {
        var value = inputs.written(ClientView.of(client, ""), "provider", "hasClientSecret", "redirectUri", "version");
        return new Piece(client.provider, value, opened);
    }

    @Override
    public Uni<Piece> draft(Caller owner, Piece piece) {
        var input = input(piece);
        input.demandEndpoints();
        var client = new OAuthClient();
        client.provider = input.provider();
        input.applyTo(client);
        return Uni.createFrom().item(piece(client, piece.secrets()));
    }

    @Override
    public Uni<Void> add(Caller owner, Piece piece) {
        return clients.add(owner, input(piece));
    }

    @Override
    public Uni<Void> replace(Caller owner, Piece piece) {
        return clients.replace(owner, piece.name(), input(piece));
    }

    private ClientInput input(Piece piece) {
        var whole = piece.whole().put("provider", piece.name());
        whole.put(SECRET, piece.secrets().getOrDefault(SECRET, ""));
        whole.remove("version");
        return inputs.read(whole, ClientInput.class);
    }
}
