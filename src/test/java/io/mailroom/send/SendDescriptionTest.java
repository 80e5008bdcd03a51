package io.mailroom.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/sec/email/send/{name}", "/api/v1/sec/email/send/{name}/{itemId}"})
    void everyWayToSendShouldBeDescribedWithItsHeadersAndAnswers(String path) {
        var post = "paths.'" + path + "'.post";

        assertThat(openApi().<List<String>>get(post + ".parameters.name"))
                .contains("name", "Prefer", "Idempotency-Key")
                .doesNotHaveDuplicates();
        assertThat(openApi().getMap(post + ".responses")).containsKeys("200", "202", "404", "413", "422", "502", "503");
        assertThat(openApi().getMap(post + ".requestBody.content"))
                .containsKeys("application/json", "multipart/form-data");
    }
}
