package io.mailroom.oauth;

/** What came of asking for the tokens of a device code (RFC 8628 section 3.5): tokens, a failure, or not yet. */
sealed interface DeviceAnswer permits DeviceAnswer.Pending, TokenAnswer {

    /**
     * The user has not decided yet.
     *
     * @param slowDown we ask too often
     */
    record Pending(boolean slowDown) implements DeviceAnswer {}
}
