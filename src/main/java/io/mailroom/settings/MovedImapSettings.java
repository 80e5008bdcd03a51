package io.mailroom.settings;

import com.fasterxml.jackson.core.JsonPointer;
import io.mailroom.oauth.Grants;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Inputs;
import jakarta.inject.Singleton;
import java.util.List;

/** IMAP settings on their way from or to another Mailroom. */
@Singleton
class MovedImapSettings extends MovedSettings<ImapSetting, ImapSettingsInput> {

    MovedImapSettings(ImapSettings settings, ImapRows rows, Grants grants, Secrets secrets, Inputs inputs) {
        super(
                settings,
                rows,
                grants,
                secrets,
                inputs,
                new Wire<>(ImapSettingsInput.class, ImapSettingsView::of, "imapPassword"));
    }

    @Override
    public String kind() {
        return "imap";
    }

    @Override
    public List<Reference> references() {
        return List.of(new Reference(JsonPointer.valueOf("/oauthGrant"), "grant"));
    }
}
