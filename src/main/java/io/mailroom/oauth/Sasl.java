package io.mailroom.oauth;

/** How an access token is shown to a mail server. */
enum Sasl {
    /** Google's, spoken by Microsoft and Yahoo, too. */
    XOAUTH2,
    /** RFC 7628. */
    OAUTHBEARER
}
