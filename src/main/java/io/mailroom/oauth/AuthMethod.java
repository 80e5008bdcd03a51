package io.mailroom.oauth;

/** How a client shows at the token endpoint who it is (RFC 6749 section 2.3, OpenID Connect Core section 9). */
enum AuthMethod {
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    /** A public client: it has no secret, and PKCE stands in. */
    NONE
}
