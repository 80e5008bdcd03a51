package io.mailroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a refresh may take away, and what not. */
class MailScopesTest {

    private static final String GMAIL = "https://mail.google.com/";
    private static final List<String> MICROSOFT =
            List.of("https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send");

    @Test
    void nothingShouldBeLostWhenTheAnswerDoesNotSay() {
        assertThat(MailScopes.lost(List.of(GMAIL), GMAIL + " openid", null)).isEmpty();
    }

    @Test
    void scopeShouldBeLostWhenTheAnswerLeavesItOut() {
        assertThat(MailScopes.lost(List.of(GMAIL), "openid " + GMAIL, "openid")).containsExactly(GMAIL);
        assertThat(MailScopes.lost(MICROSOFT, String.join(" ", MICROSOFT), "https://outlook.office.com/SMTP.Send"))
                .containsExactly("https://outlook.office.com/IMAP.AccessAsUser.All");
    }

    @Test
    void scopeShouldNotBeLostWhenItIsWrittenInAnotherWay() {
        assertThat(MailScopes.lost(
                        MICROSOFT,
                        String.join(" ", MICROSOFT),
                        "https://outlook.office365.com/imap.accessasuser.all SMTP.Send"))
                .isEmpty();
    }

    @Test
    void scopeShouldNotBeLostWhenMailDoesNotNeedItOrItWasNeverConsentedTo() {
        assertThat(MailScopes.lost(List.of(GMAIL), GMAIL + " https://www.googleapis.com/auth/userinfo.email", GMAIL))
                .isEmpty();
        assertThat(MailScopes.lost(List.of("mail", "added-since"), "mail", "mail"))
                .isEmpty();
    }

    @Test
    void everyScopeShouldBeForMailWhenNothingIsKnownOfIt() {
        assertThat(MailScopes.ofMail("openid imap,smtp offline_access")).containsExactly("imap", "smtp");
    }
}
