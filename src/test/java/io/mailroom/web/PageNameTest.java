package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that no page could be reached by. */
@QuarkusTest
class PageNameTest {

    @ParameterizedTest
    @CsvSource({
        "email/settings/imap, name",
        "email/settings/smtp, name",
        "email/template, name",
        "oauth/grant, name",
        "oauth/grant/authorize, name",
        "oauth/client, provider",
        "user, login"
    })
    void nameOfAnotherPageShouldBeRefused(String api, String field) {
        var admin = User.anAdmin();
        for (var taken : List.of("new", "authorize")) {
            var refused = admin.request().body(Map.of(field, taken)).post("/api/v1/sec/" + api);

            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.<List<Map<String, String>>>path("errors"))
                    .contains(Map.of("field", field, "message", PageName.TAKEN));
        }
    }
}
