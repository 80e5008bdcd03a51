package io.mailroom.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownHostsTest {

    private final KnownHosts hosts = new KnownHosts(new Presets());

    @Test
    void hostShouldBeNamedByItsProviderWhenThatIsKnown() {
        assertThat(hosts.provider("imap.gmail.com")).isEqualTo("gmail.com");
        assertThat(hosts.provider("SMTP.Gmail.com")).isEqualTo("gmail.com");
    }

    @Test
    void hostShouldBeOneOfTheOthersWhenNobodyKnowsIt() {
        for (String host : new String[] {"mail.example.org", "gmail.com.evil.example", "localhost", "10.1.2.3", ""}) {
            assertThat(hosts.provider(host)).isEqualTo(KnownHosts.OTHER);
        }
    }

    @Test
    void namesShouldBeFewAsTheyAreLabels() {
        assertThat(hosts.all()).hasSizeBetween(10, 80).noneMatch(name -> name.contains("*") || name.contains("%"));
    }
}
