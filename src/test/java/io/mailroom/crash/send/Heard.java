package io.mailroom.crash.send;

/**
 * An answer to a request to send.
 *
 * @param id of the mail; empty in a refusal
 */
record Heard(int status, String id, String text) {

    boolean accepted() {
        return status == 200 || status == 202;
    }

    /** Whether nothing may be sent after this. What broke down in the middle cannot say that. */
    boolean isFinal() {
        return !accepted() && status != 500 && status != 503;
    }
}
