package io.mailroom.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a message's header of its fields. */
final class HeaderReader {

    private static final int MAX_SUBJECT = 4000;

    /** RFC 5322 section 2.1.1: no line is longer, so no Message-ID is; and an index has to hold it. */
    private static final int MAX_MESSAGE_ID = 998;

    private static final int MAX_REFERENCES = 200;
    private static final int MAX_MARK = 200;
    private static final Pattern REFERENCE = Pattern.compile("<([^<>\\s]+)>");

    private final HeaderFields fields;
    private final int maxAddresses;
    private int addresses;
    private boolean tooManyAddresses;

    HeaderReader(HeaderFields fields, int maxAddresses) {
        this.fields = fields;
        this.maxAddresses = maxAddresses;
    }

    MessageHeader read() {
        var sender = addresses("sender");
        return new MessageHeader(
                messageId(fields.first("message-id")),
                HeaderText.cut(HeaderText.readable(orEmpty(fields.first("subject"))), MAX_SUBJECT),
                addresses("from"),
                sender.isEmpty() ? null : sender.getFirst(),
                addresses("reply-to"),
                addresses("to"),
                addresses("cc"),
                MessageDates.read(fields.first("date")),
                messageId(fields.first("in-reply-to")),
                references(),
                roundtrip());
    }

    /** Without the white space that a server may have folded it with. */
    private @Nullable String roundtrip() {
        var mark = fields.first("x-mailroom-roundtrip");
        return mark == null ? null : HeaderText.cut(mark.replaceAll("\\s+", ""), MAX_MARK);
    }

    /** Known once the header is read. */
    boolean hasTooManyAddresses() {
        return tooManyAddresses;
    }

    private List<Address> addresses(String name) {
        var found = new ArrayList<Address>();
        // A second To field is forbidden and happens; nobody in it may be lost.
        fields.all(name).forEach(body -> {
            if (!tooManyAddresses) {
                tooManyAddresses = !AddressList.read(body, maxAddresses - addresses, found);
            }
        });
        addresses += found.size();
        return List.copyOf(found);
    }

    /** What is between the first angle brackets; without any, all of it. */
    static @Nullable String messageId(@Nullable String body) {
        var text = HeaderText.clean(orEmpty(body));
        int open = text.indexOf('<');
        int close = text.indexOf('>', open + 1);
        var id = (open < 0 ? text : text.substring(open + 1, close < 0 ? text.length() : close)).strip();
        return id.isEmpty() ? null : HeaderText.cut(id, MAX_MESSAGE_ID);
    }

    private List<String> references() {
        var ids = REFERENCE
                .matcher(HeaderText.clean(orEmpty(fields.first("references"))))
                .results()
                .map(match -> HeaderText.cut(match.group(1), MAX_MESSAGE_ID))
                .toList();
        return List.copyOf(ids.subList(Math.max(0, ids.size() - MAX_REFERENCES), ids.size()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
