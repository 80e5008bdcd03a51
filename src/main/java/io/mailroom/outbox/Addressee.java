package io.mailroom.outbox;

import io.mailroom.mime.Address;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/** A recipient, and where it stands among all of its mail's. */
public record Addressee(int position, Recipient recipient) {

    /** @param rows all recipients of one mail by their positions: the lists of the request, one after the other */
    static List<Addressee> of(List<Row> rows) {
        var all = new ArrayList<Addressee>();
        int index = 0;
        var kind = Recipient.Kind.TO;
        for (var row : rows) {
            var its = Recipient.Kind.of(row.getString("kind"));
            index = its == kind ? index : 0;
            kind = its;
            var recipient = new Recipient(its, index++, Address.parse(row.getString("address")));
            all.add(new Addressee(row.getInteger("position"), recipient));
        }
        return all;
    }
}
