package io.mailroom.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenAPI says of the settings. */
@QuarkusTest
class ApiDescriptionTest {

    private static JsonPath openApi() {
        return RestAssured.get("/q/openapi?format=json").jsonPath();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EmailSettingsInput.properties.smtpPassword", "ImapSettingsInput.properties.imapPassword"})
    void passwordShouldBeWriteOnlyAndWithoutExample(String field) {
        Map<String, Object> password = openApi().getMap("components.schemas." + field);

        assertThat(password).containsEntry("writeOnly", true).doesNotContainKeys("example", "examples", "default");
    }

    @Test
    void whatIsShownShouldHaveNoPassword() {
        var schemas = openApi();

        assertThat(schemas.getMap("components.schemas.EmailSettings.properties"))
                .containsKeys("smtpHost", "hasPassword", "version")
                .doesNotContainKey("smtpPassword");
        assertThat(schemas.getMap("components.schemas.ImapSettings.properties"))
                .containsKeys("imapHost", "hasPassword", "version")
                .doesNotContainKey("imapPassword");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "imap"})
    void everyEndpointShouldBeDescribedWithItsRefusals(String protocol) {
        var paths = openApi();
        String one = "paths.'/api/v1/sec/email/settings/" + protocol + "/{name}'";

        for (String method : List.of("get", "put", "delete")) {
            assertThat(paths.getString(one + "." + method + ".summary")).isNotBlank();
            assertThat(paths.getMap(one + "." + method + ".responses")).containsKey("404");
        }
        assertThat(paths.getMap(one + ".put.responses")).containsKeys("200", "409", "422");
    }

    @Test
    void inputsShouldNotPrintTheirPasswords() {
        var smtp = new EmailSettingsInput(
                "a", "h", null, "u", "secret", "f", null, null, null, null, "ssl", null, null, null, null, null, null,
                null);
        var imap = new ImapSettingsInput("a", "h", null, "u", "secret", "ssl", null, null, null, null, null, null);

        assertThat(smtp.toString() + imap).doesNotContain("secret");
    }
}
