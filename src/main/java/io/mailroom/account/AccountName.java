package io.mailroom.account;

/** How an account is named at the door: {@code collective/login}, also with {@code :} or {@code \}; one word is both. */
record AccountName(String collective, String login) {

    static AccountName parse(String text) {
        String[] halves = text.strip().split("[/:\\\\]", 2);
        return halves.length == 2 ? new AccountName(halves[0], halves[1]) : new AccountName(halves[0], halves[0]);
    }

    @Override
    public String toString() {
        return collective + "/" + login;
    }
}
