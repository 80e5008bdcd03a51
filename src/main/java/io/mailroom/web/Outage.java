package io.mailroom.web;

/** A failure of something that Mailroom leans on: worth another try later, so a 503 whatever is behind it. */
public interface Outage {

    /** Who does not answer, in words for users. */
    String what();
}
