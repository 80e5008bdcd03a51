package io.mailroom.settings;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;

@QuarkusTest
class ImapSettingsTest implements MailSettingsContract {

    @Override
    public String protocol() {
        return "imap";
    }

    @Override
    public Map<String, Object> complete(String name) {
        return with(
                minimal(name),
                "imapPort",
                1143,
                "imapUser",
                "anna",
                "imapPassword",
                PASSWORD,
                "ignoreCertificates",
                true,
                "useOAuth",
                true);
    }

    @Override
    public Map<String, Object> minimal(String name) {
        return Map.of("name", name, "imapHost", "imap.example.org", "sslType", "ssl");
    }
}
