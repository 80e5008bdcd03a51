package io.mailroom.account;

import io.vertx.core.http.HttpServerRequest;

/** Where a client is, for the limits of logging in. */
final class ClientAddress {

    private ClientAddress() {}

    static String of(HttpServerRequest request) {
        var remote = request.remoteAddress();
        return remote == null ? "unknown" : remote.hostAddress();
    }
}
