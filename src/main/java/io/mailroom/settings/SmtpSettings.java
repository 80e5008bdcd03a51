package io.mailroom.settings;

import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Healths;
import io.mailroom.oauth.Grants;
import io.mailroom.secret.Secrets;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Reading and saving SMTP settings. */
@Singleton
class SmtpSettings extends MailSettings<SmtpSetting, EmailSettingsInput> {

    SmtpSettings(SmtpRows rows, Grants grants, Secrets secrets, Healths healths, Connections connections, Clock clock) {
        super(rows, grants, secrets, new Health(healths, connections), clock);
    }

    @Override
    Connection connection(SmtpSetting setting) {
        return Connection.smtp(setting.id);
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
