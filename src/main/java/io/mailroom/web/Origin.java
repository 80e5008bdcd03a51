package io.mailroom.web;

/** Whose page has made a browser send a request. */
public enum Origin {
    OURS,
    FOREIGN,
    /** It does not say: a program, or a browser that is older than both headers. */
    UNTOLD
}
