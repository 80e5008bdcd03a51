package io.mailroom.crash.send;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A mail as the database has it.
 *
 * @param recipients the state of each, by address
 */
record StoredMail(String id, int number, String messageId, String status, Map<String, String> recipients) {

    static List<StoredMail> all(Connection connection) throws SQLException {
        var mails = new LinkedHashMap<String, StoredMail>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select m.id, m.subject, m.message_id, m.status, r.address, r.state
                        from sent_mail m join sent_mail_recipient r on r.mail_id = m.id order by m.id, r.position""")) {
            while (rows.next()) {
                var id = rows.getString(1);
                var mail = mails.get(id);
                if (mail == null) {
                    mail = new StoredMail(
                            id,
                            Ask.number(rows.getString(2)),
                            rows.getString(3),
                            rows.getString(4),
                            new LinkedHashMap<>());
                    mails.put(id, mail);
                }
                mail.recipients.put(rows.getString(5), rows.getString(6));
            }
        }
        return new ArrayList<>(mails.values());
    }
}
