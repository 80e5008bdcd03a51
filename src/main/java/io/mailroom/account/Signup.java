package io.mailroom.account;

/** Who may sign up, {@code mailroom.signup}. */
enum Signup {
    /** Anybody. */
    OPEN,
    /** Whoever has an invite. */
    INVITE,
    /** Nobody; admins make accounts. */
    CLOSED
}
