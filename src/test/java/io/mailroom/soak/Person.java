package io.mailroom.soak;

/**
 * Somebody who uses the service, in a collective of their own.
 *
 * @param token of their session
 * @param task that imports their mailbox
 * @param item about which they send mails
 */
record Person(int number, String collective, String token, String task, String item) {

    static final String IMAP = "mail";
    static final String SMTP = "out";

    /** As their mail server knows them. */
    static String address(int number) {
        return "person" + number + "@example.org";
    }

    static String collective(int number) {
        return "soak" + number;
    }

    /** Who lets Mailroom in by OAuth2. */
    static boolean authorises(int number) {
        return number % 3 == 2;
    }

    /** Whose mailbox is watched; the others' are looked into every ten seconds. */
    static boolean isWatched(int number) {
        return number % 4 >= 2;
    }

    String address() {
        return address(number);
    }

    boolean authorises() {
        return authorises(number);
    }
}
