package io.mailroom.item;

/** Where an item came from, in words. */
final class Origin {

    private static final String UPLOAD = "upload-";
    private static final String MAILBOX = "mailbox-";

    private Origin() {}

    static String of(String source) {
        if (source.startsWith(UPLOAD)) {
            return "Uploaded by " + source.substring(UPLOAD.length());
        }
        return source.startsWith(MAILBOX) ? "Mailbox of " + source.substring(MAILBOX.length()) : source;
    }
}
