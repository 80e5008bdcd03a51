package io.mailroom.settings;

import com.fasterxml.jackson.core.JsonPointer;
import io.mailroom.oauth.Grants;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Inputs;
import jakarta.inject.Singleton;
import java.util.List;

/** SMTP settings on their way from or to another Mailroom. */
@Singleton
class MovedSmtpSettings extends MovedSettings<SmtpSetting, EmailSettingsInput> {

    MovedSmtpSettings(SmtpSettings settings, SmtpRows rows, Grants grants, Secrets secrets, Inputs inputs) {
        super(
                settings,
                rows,
                grants,
                secrets,
                inputs,
                new Wire<>(EmailSettingsInput.class, EmailSettingsView::of, "smtpPassword"));
    }

    @Override
    public String kind() {
        return "smtp";
    }

    @Override
    public List<Reference> references() {
        return List.of(
                new Reference(JsonPointer.valueOf("/oauthGrant"), "grant"),
                new Reference(JsonPointer.valueOf("/sentMailbox/imap"), "imap"));
    }
}
