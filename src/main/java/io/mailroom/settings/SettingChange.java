package io.mailroom.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a setting was, to name what a change has changed: the fields only, never what is in them.
 *
 * @param password sealed
 * @param others by the names that people know
 */
record SettingChange(
        boolean ignoreCertificates,
        @Nullable String pinnedCertificate,
        byte @Nullable [] password,
        Map<String, @Nullable Object> others) {

    static SettingChange before(MailSetting setting) {
        return new SettingChange(
                setting.ignoreCertificates, setting.pinnedCertificate, setting.password, others(setting));
    }

    List<String> fields(MailSetting now) {
        var changed = new ArrayList<String>();
        var values = others(now);
        others.forEach((field, value) -> {
            if (!Objects.equals(value, values.get(field))) {
                changed.add(field);
            }
        });
        if (!Arrays.equals(password, now.password)) {
            changed.add("password");
        }
        changed.sort(null);
        return changed;
    }

    private static Map<String, @Nullable Object> others(MailSetting setting) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("name", setting.name);
        values.put("host", setting.host);
        values.put("port", setting.port);
        values.put("user", setting.user);
        values.put("encryption", setting.tls);
        values.put("certificate checks", setting.ignoreCertificates);
        values.put("pinned certificate", setting.pinnedCertificate);
        values.put("own authorities", setting.caCertificates);
        values.put("sign-in", setting.oauthGrantId);
        if (setting instanceof SmtpSetting smtp) {
            values.put("from", smtp.from);
            values.put("reply to", smtp.replyTo);
            values.put("signature", smtp.signature);
            values.put("identities", List.copyOf(smtp.identities));
            values.put("pace", smtp.perMinute);
            values.put("copies", smtp.sentImapId);
            values.put("mailbox of copies", smtp.sentMailbox);
        }
        return values;
    }
}
