package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.audit.Audit;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Healths;
import io.mailroom.oauth.Grants;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Reading and saving SMTP settings. */
@Singleton
class SmtpSettings extends MailSettings<SmtpSetting, EmailSettingsInput> {

    private final ImapRows imap;

    SmtpSettings(
            SmtpRows rows,
            ImapRows imap,
            Grants grants,
            Secrets secrets,
            Audit audit,
            Healths healths,
            Connections connections,
            Clock clock) {
        super(rows, grants, new Safety(secrets, audit), new Health(healths, connections), clock);
        this.imap = imap;
    }

    @Override
    Uni<Void> link(Caller caller, EmailSettingsInput input, SmtpSetting setting) {
        var asked = input.sentMailbox();
        if (asked == null) {
            setting.sentImapId = null;
            setting.sentImapName = null;
            setting.sentMailbox = null;
            return Uni.createFrom().voidItem();
        }
        return imap.find("accountId = ?1 and name = ?2", caller.accountId(), asked.imap())
                .<ImapSetting>firstResult()
                .invoke(found -> {
                    if (found == null) {
                        throw Problem.invalid(
                                "sentMailbox.imap",
                                "is none of your IMAP settings: there is no " + asked.imap()
                                        + ". GET /api/v1/sec/email/settings/imap lists them");
                    }
                    setting.sentImapId = found.id;
                    setting.sentImapName = found.name;
                    setting.sentMailbox = MailSettingInput.emptyToNull(asked.mailbox());
                })
                .replaceWithVoid();
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
