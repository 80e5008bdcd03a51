package io.mailroom.scan;

import io.vertx.mutiny.sqlclient.Row;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which mail of the ledger: its UID, and the cursor that stands for task, mailbox and UIDVALIDITY. */
record LedgerKey(long cursor, long uid) {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18})-(\\d{1,10})");

    static LedgerKey of(Row row) {
        return new LedgerKey(row.getLong("cursor_id"), row.getLong("uid"));
    }

    static Optional<LedgerKey> parse(String text) {
        var match = WRITTEN.matcher(text);
        return match.matches()
                ? Optional.of(new LedgerKey(Long.parseLong(match.group(1)), Long.parseLong(match.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return cursor + "-" + uid;
    }

    /** Where a page of the list ended. */
    record Place(int run, LedgerKey key) {

        static final Place FIRST = new Place(Integer.MAX_VALUE, new LedgerKey(Long.MAX_VALUE, Long.MAX_VALUE));

        static Optional<Place> parse(String text) {
            int dash = text.indexOf('-');
            if (dash < 1 || dash > 9 || !text.substring(0, dash).chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            return LedgerKey.parse(text.substring(dash + 1))
                    .map(key -> new Place(Integer.parseInt(text.substring(0, dash)), key));
        }

        @Override
        public String toString() {
            return run + "-" + key;
        }
    }
}
