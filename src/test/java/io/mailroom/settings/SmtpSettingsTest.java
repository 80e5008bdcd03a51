package io.mailroom.settings;

import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SmtpSettingsTest implements MailSettingsContract {

    @Inject
    Database database;

    @Override
    public String protocol() {
        return "smtp";
    }

    @Override
    public Map<String, Object> complete(String name) {
        return with(
                minimal(name),
                "smtpPort",
                2525,
                "smtpUser",
                "anna",
                "smtpPassword",
                PASSWORD,
                "replyTo",
                "Family Meier <family@example.org>",
                "signature",
                "Anna Meier\nExample Ltd.",
                "identities",
                List.of(
                        Map.of("from", "Accounts <accounts@example.org>", "replyTo", "office@example.org"),
                        Map.of("from", "anna@example.net", "signature", "A.")),
                "perMinute",
                30,
                "ignoreCertificates",
                true,
                "useOAuth",
                true);
    }

    @Override
    public Map<String, Object> minimal(String name) {
        return Map.of("name", name, "smtpHost", "smtp.example.org", "from", "anna@example.org", "sslType", "starttls");
    }

    @Test
    void identityShouldBeRefusedWhenThereIsNoneOrItsSignatureIsNoText() {
        var anna = User.anAdmin();
        var nul = Map.of("from", "anna@example.org", "signature", "Anna\0");

        for (var wrong : List.of(Collections.singletonList(null), List.of(nul))) {
            var refused = anna.request()
                    .body(with(minimal("a"), "identities", wrong))
                    .post("/api/v1/sec/email/settings/smtp");

            assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(422);
            assertThat(refused.<List<String>>path("errors.field"))
                    .hasSize(1)
                    .allMatch(field -> field.startsWith("identities"));
        }
        assertThat(anna.request()
                        .body(with(minimal("a"), "signature", "Anna\0"))
                        .post("/api/v1/sec/email/settings/smtp")
                        .<List<String>>path("errors.field"))
                .containsExactly("signature");
    }

    @Test
    void identityShouldBeRefusedWhenItIsNoMailbox() {
        var refused = post(
                User.anAdmin(),
                with(minimal("a"), "identities", List.of(Map.of("from", "anna@example.org"), Map.of("from", "anna"))));

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<List<String>>path("errors.field")).containsExactly("identities[1].from");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna@example.org",
                "Anna Meier <anna@example.org>",
                "\"Meier, Anna\" <anna@example.org>",
                "Änne Müller <aenne@example.org>",
                "a.b+tag@sub.example.org"
            })
    void fromShouldBeKeptAsWritten(String from) {
        User user = User.anAdmin();

        post(user, with(minimal("a"), "from", from));

        assertThat(get(user, "a").<String>path("from")).isEqualTo(from);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "anna",
                "@example.org",
                "anna@",
                "a@b@c.org",
                "a@example.org, b@example.org",
                "Anna <anna@example.org",
                "group: a@example.org;",
                "Anna <anna@example.org>\r\nBcc: eve@example.org",
                "anna@example.org\n",
                "anna\0@example.org"
            })
    void fromShouldBeRefusedWhenItIsNoMailbox(String from) {
        var refused = post(User.anAdmin(), with(minimal("a"), "from", from));

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<List<String>>path("errors.field")).containsOnly("from");
    }

    @Test
    void replyToShouldBeRefusedWhenItIsNoMailbox() {
        var refused = post(User.anAdmin(), with(minimal("a"), "replyTo", "a@example.org\r\nX: y"));

        assertThat(refused.<List<String>>path("errors.field")).containsOnly("replyTo");
    }

    @Test
    void replyToShouldBeAbsentWhenEmpty() {
        User user = User.anAdmin();

        post(user, with(minimal("a"), "replyTo", ""));

        assertThat(get(user, "a").<Map<String, Object>>path("")).doesNotContainKey("replyTo");
    }

    @Test
    void putShouldComeThroughWhenItWasEndedForAnother() {
        var anna = withStored("contested");
        database.update("create sequence contest");
        database.update("""
                create function contest() returns trigger language plpgsql as $$ begin
                    if new.name = 'contested' and nextval('contest') = 1 then
                        raise exception 'deadlock detected' using errcode = '40P01';
                    end if;
                    return new;
                end $$""");
        database.update("create trigger contest before update on smtp_setting for each row execute function contest()");
        try {
            var changed = put(anna, "contested", with(minimal("contested"), "smtpHost", "mail.example.net"));

            assertThat(changed.statusCode()).as(changed.asString()).isEqualTo(200);
            assertThat(database.query("select last_value from contest")
                            .getFirst()
                            .getLong(0))
                    .isEqualTo(2);
        } finally {
            database.update("drop trigger contest on smtp_setting");
            database.update("drop function contest");
            database.update("drop sequence contest");
        }
    }
}
