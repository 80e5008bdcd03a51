package io.mailroom.outbox;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditPagesTest {

    private static final String AUDIT = "/app/admin/audit";

    @Inject
    Database database;

    private void mail(User user, String subject, String recipient, String created) {
        var id = Ids.next();
        database.update("""
                insert into sent_mail (id, collective_id, account_id, sender, connection, from_address, subject, body,
                    message_id, created, status)
                select $1::uuid, collective_id, id, login, 'example.org', 'anna@example.org', $3, 'the body', $1::text,
                    $4::text::timestamptz, 'sent'
                from account where id = $2""", id, user.accountId(database), subject, created);
        database.update("""
                insert into sent_mail_recipient (mail_id, position, kind, address, state, changed)
                values ($1, 0, 'to', $2, 'sent', now())""", id, recipient);
    }

    private static List<String> subjects(User user, String query) {
        return page(Browser.of(user).get(AUDIT + query)).select("tbody summary").eachText();
    }

    @Test
    void auditShouldBeFilteredByWhoWhenAndToWhom() {
        User anna = User.anAdmin();
        User ben = anna.aColleague("ben");
        mail(anna, "First", "Carla <carla@example.org>", "2026-03-01T22:30:00Z");
        mail(ben, "Second", "dora@example.net", "2026-03-02T12:00:00Z");
        mail(anna, "Third", "dora@example.net", "2026-03-05T12:00:00Z");

        assertThat(subjects(anna, "")).containsExactly("Third", "Second", "First");
        assertThat(subjects(anna, "?sender=ben")).containsExactly("Second");
        assertThat(subjects(anna, "?recipient=CARLA")).containsExactly("First");
        assertThat(subjects(anna, "?from=2026-03-02&to=2026-03-02")).containsExactly("Second");
        // the day of whoever reads: half past ten in the evening by UTC is the next day in Helsinki
        var inHelsinki = Browser.of(anna)
                .request()
                .cookie("mailroom_zone", "Europe%2FHelsinki")
                .get(AUDIT + "?from=2026-03-02&to=2026-03-02");
        assertThat(page(inHelsinki).select("tbody summary").eachText()).containsExactly("Second", "First");
        assertThat(inHelsinki.asString()).doesNotContain("the body");
        assertThat(subjects(User.anAdmin(), "")).isEmpty();
    }

    @Test
    void auditShouldComeInPages() {
        User anna = User.anAdmin();
        for (int i = 0; i < 60; i++) {
            mail(anna, "Mail " + i, "ben@example.org", "2026-03-01T12:00:00Z");
        }
        var browser = Browser.of(anna);

        var first = page(browser.get(AUDIT + "?sender=anna"));
        var second = page(browser.get(first.select("a[rel=next]").attr("href")));

        assertThat(first.select("tbody tr")).hasSize(50);
        assertThat(second.select("tbody tr")).hasSize(10);
        assertThat(second.select("#f-sender").val()).isEqualTo("anna");
        assertThat(second.select("a[rel=prev]").attr("href")).isEqualTo(AUDIT + "?sender=anna&");
    }

    @Test
    void auditShouldSayThatADayIsNone() {
        var refused = Browser.of(User.anAdmin()).get(AUDIT + "?from=yesterday");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "from")).isEqualTo("From must be a day such as 2026-11-23.");
        assertThat(page(refused).select("#f-from").val()).isEqualTo("yesterday");
    }
}
