package io.mailroom.settings;

import io.mailroom.oauth.Grants;
import io.mailroom.secret.Secrets;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Reading and saving SMTP settings. */
@Singleton
class SmtpSettings extends MailSettings<SmtpSetting, EmailSettingsInput> {

    SmtpSettings(SmtpRows rows, Grants grants, Secrets secrets, Clock clock) {
        super(rows, grants, secrets, clock);
    }

    @Override
    SmtpSetting blank() {
        return new SmtpSetting();
    }

    /** Mails keep what they need of the setting they were sent by. */
    @Override
    Uni<Void> refuseWhenUsed(SmtpSetting setting) {
        return Uni.createFrom().voidItem();
    }
}
