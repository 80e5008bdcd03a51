package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

/** What programs are told of sending. */
@QuarkusTest
class SendDescriptionTest {

    private static JsonPath openApi() {
        return RestAssured.get("/q/openapi?format=json").jsonPath();
    }

    @Test
    void draftShouldBeAMailWithANote() {
        assertThat(openApi().getMap("components.schemas.MailDraft.properties"))
                .containsKeys("recipients", "subject", "attachmentIds", "note")
                .doesNotContainKey("mail");
    }
}
