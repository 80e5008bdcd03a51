package io.mailroom.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Which tokens are one, and which belong together. */
class ForeignSessionTest {

    private static JsonObject claims(String subject, String session) {
        return new JsonObject()
                .put("iss", "https://issuer.example")
                .put("sub", subject)
                .put("sid", session);
    }

    @Test
    void tokenShouldBeTheSameWhenItsSignatureIsWrittenInAnotherWay() {
        var claims = new JsonObject().put("sub", "4711");

        assertThat(ForeignSession.of("aa.bb.AAAA", claims)).isEqualTo(ForeignSession.of("aa.bb.AAAB", claims));
        assertThat(ForeignSession.of("aa.bb.AAAA", claims)).isNotEqualTo(ForeignSession.of("aa.bc.AAAA", claims));
    }

    @Test
    void signInShouldBeTheSameForAllItsTokens() {
        var one = ForeignSession.of("aa.bb.cc", claims("anna", "s1"));

        assertThat(ForeignSession.of("aa.dd.cc", claims("anna", "s1")).signIn()).isEqualTo(one.signIn());
        assertThat(ForeignSession.of("aa.dd.cc", claims("anna", "s2")).signIn()).isNotEqualTo(one.signIn());
        assertThat(ForeignSession.of("aa.dd.cc", claims("bert", "s1")).signIn()).isNotEqualTo(one.signIn());
        assertThat(ForeignSession.of("aa.dd.cc", claims("annas", "1")).signIn())
                .isNotEqualTo(
                        ForeignSession.of("aa.dd.cc", claims("anna", "s1")).signIn());
    }

    @Test
    void signInShouldBeToldByItsTimeWhenItHasNoName() {
        var claims = new JsonObject().put("iss", "https://issuer.example").put("sub", "anna");
        var one = ForeignSession.of("aa.bb.cc", claims.copy().put("auth_time", 1_700_000_000));

        assertThat(ForeignSession.of("aa.dd.cc", claims.copy().put("auth_time", 1_700_000_000))
                        .signIn())
                .isEqualTo(one.signIn());
        assertThat(ForeignSession.of("aa.dd.cc", claims.copy().put("auth_time", 1_700_000_001))
                        .signIn())
                .isNotEqualTo(one.signIn());
    }

    @Test
    void signInShouldBeTheTokenWhenItsIssuerDoesNotTell() {
        var session = ForeignSession.of("aa.bb.cc", new JsonObject().put("sid", " "));

        assertThat(session.signIn()).isEqualTo(session.token());
    }
}
