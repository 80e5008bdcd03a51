package io.mailroom.settings;

import io.mailroom.imap.ImapException;
import io.mailroom.web.Problem;

/** What a request is answered that a failing IMAP server has ended: 502 with the server's words, and what can be done. */
public final class ImapProblem {

    private static final String LATER = " It may well work in a while.";

    private ImapProblem() {}

    /**
     * @param what a sentence without its full stop, for example {@code The mailboxes could not be listed}
     * @param setting the name of the settings that were used
     */
    public static Problem of(String what, String setting, ImapException e) {
        var advice = e.temporary() ? LATER : "";
        return Problem.mailServer(what + " with the setting " + setting + ". " + e.getMessage() + advice);
    }
}
