package io.mailroom.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.ObjectServerResource;
import io.mailroom.testsupport.User;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ObjectServerResource.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ObjectServerDownTest {

    private Api anna;

    @BeforeEach
    void signUp() {
        anna = Api.of(User.anAdmin());
    }

    @AfterEach
    void open() {
        ObjectServerResource.server().open();
    }

    @Test
    void contentShouldBeAnsweredWith503UntilTheServerIsBack() {
        var file = aFile();
        String item = anna.upload(null, file).path("ids[0]");
        String attachment = anna.item(item).path("attachments[0].id");
        ObjectServerResource.server().shut();

        assertThat(anna.request().get(Api.ATTACHMENTS + attachment).statusCode())
                .isEqualTo(503);

        ObjectServerResource.server().open();
        var answer = anna.request().get(Api.ATTACHMENTS + attachment);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asByteArray()).isEqualTo(file.bytes());
    }

    @Test
    void uploadShouldBeRefusedWith503AndLeaveNothingUntilTheServerIsBack() {
        var file = aFile();
        ObjectServerResource.server().shut();

        var refused = anna.upload(null, file);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(anna.request().get("/api/v1/sec/item").<java.util.List<?>>path("items"))
                .isEmpty();

        ObjectServerResource.server().open();
        assertThat(anna.upload(null, file).statusCode()).isEqualTo(200);
    }

    private static Api.File aFile() {
        return new Api.File("a.txt", UUID.randomUUID().toString().getBytes(), "text/plain");
    }
}
