package io.mailroom.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.Tls;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of providers, line by line as its facts were collected. */
class PresetsTest {

    private final Presets presets = new Presets();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gmail.com      | imap.gmail.com 993 ssl             | smtp.gmail.com 465 ssl, smtp.gmail.com 587 starttls | anna@gmail.com | anna@gmail.com | oauth google, app-password
        googlemail.com | imap.gmail.com 993 ssl             | smtp.gmail.com 465 ssl, smtp.gmail.com 587 starttls | anna@googlemail.com | anna@googlemail.com | oauth google, app-password
        outlook.com    | outlook.office365.com 993 ssl      | smtp-mail.outlook.com 587 starttls, smtp.office365.com 587 starttls | anna@outlook.com | anna@outlook.com | oauth microsoft
        hotmail.co.uk  | outlook.office365.com 993 ssl      | smtp-mail.outlook.com 587 starttls, smtp.office365.com 587 starttls | anna@hotmail.co.uk | anna@hotmail.co.uk | oauth microsoft
        live.de        | outlook.office365.com 993 ssl      | smtp-mail.outlook.com 587 starttls, smtp.office365.com 587 starttls | anna@live.de | anna@live.de | oauth microsoft
        msn.com        | outlook.office365.com 993 ssl      | smtp-mail.outlook.com 587 starttls, smtp.office365.com 587 starttls | anna@msn.com | anna@msn.com | oauth microsoft
        contoso.onmicrosoft.com | outlook.office365.com 993 ssl | smtp.office365.com 587 starttls | anna@contoso.onmicrosoft.com | anna@contoso.onmicrosoft.com | oauth microsoft
        yahoo.com      | imap.mail.yahoo.com 993 ssl        | smtp.mail.yahoo.com 465 ssl | anna@yahoo.com | anna@yahoo.com | app-password, oauth
        yahoo.co.uk    | imap.mail.yahoo.com 993 ssl        | smtp.mail.yahoo.com 465 ssl | anna@yahoo.co.uk | anna@yahoo.co.uk | app-password, oauth
        aol.com        | imap.aol.com 993 ssl               | smtp.aol.com 465 ssl | anna@aol.com | anna@aol.com | app-password, oauth
        icloud.com     | imap.mail.me.com 993 ssl           | smtp.mail.me.com 587 starttls | anna | anna@icloud.com | app-password
        me.com         | imap.mail.me.com 993 ssl           | smtp.mail.me.com 587 starttls | anna | anna@me.com | app-password
        gmx.de         | imap.gmx.net 993 ssl               | mail.gmx.net 465 ssl, mail.gmx.net 587 starttls | anna@gmx.de | anna@gmx.de | password, app-password
        gmx.com        | imap.gmx.com 993 ssl               | mail.gmx.com 465 ssl, mail.gmx.com 587 starttls | anna@gmx.com | anna@gmx.com | password
        web.de         | imap.web.de 993 ssl                | smtp.web.de 465 ssl, smtp.web.de 587 starttls | anna | anna | password
        t-online.de    | secureimap.t-online.de 993 ssl     | securesmtp.t-online.de 465 ssl, securesmtp.t-online.de 587 starttls | anna@t-online.de | anna@t-online.de | mail-password
        posteo.de      | posteo.de 993 ssl, posteo.de 143 starttls | posteo.de 465 ssl, posteo.de 587 starttls | anna@posteo.de | anna@posteo.de | password
        mailbox.org    | imap.mailbox.org 993 ssl           | smtp.mailbox.org 465 ssl, smtp.mailbox.org 587 starttls | anna@mailbox.org | anna@mailbox.org | password, app-password
        online.de      | imap.1und1.de 993 ssl, imap.ionos.de 993 ssl | smtp.1und1.de 465 ssl, smtp.1und1.de 587 starttls, smtp.ionos.de 465 ssl, smtp.ionos.de 587 starttls | anna@online.de | anna@online.de | password
        ionos.com      | imap.ionos.com 993 ssl             | smtp.ionos.com 465 ssl, smtp.ionos.com 587 starttls | anna@ionos.com | anna@ionos.com | password
        strato.de      | imap.strato.de 993 ssl             | smtp.strato.de 465 ssl, smtp.strato.de 587 starttls | anna@strato.de | anna@strato.de | password
        fastmail.fm    | imap.fastmail.com 993 ssl          | smtp.fastmail.com 465 ssl | anna@fastmail.fm | anna@fastmail.fm | app-password
        zoho.com       | imap.zoho.com 993 ssl              | smtp.zoho.com 465 ssl, smtp.zoho.com 587 starttls | anna@zoho.com | anna@zoho.com | password, app-password
        zohomail.eu    | imap.zoho.eu 993 ssl               | smtp.zoho.eu 465 ssl, smtp.zoho.eu 587 starttls | anna@zohomail.eu | anna@zohomail.eu | password, app-password
        zoho.in        | imap.zoho.in 993 ssl               | smtp.zoho.in 465 ssl, smtp.zoho.in 587 starttls | anna@zoho.in | anna@zoho.in | password, app-password
        yandex.ru      | imap.yandex.com 993 ssl            | smtp.yandex.com 465 ssl | anna@yandex.ru | anna@yandex.ru | app-password, oauth
        mail.ru        | imap.mail.ru 993 ssl               | smtp.mail.ru 465 ssl, smtp.mail.ru 587 starttls | anna@mail.ru | anna@mail.ru | app-password, oauth
        ovh.net        | ssl0.ovh.net 993 ssl               | ssl0.ovh.net 465 ssl | anna@ovh.net | anna@ovh.net | password
        gandi.net      | mail.gandi.net 993 ssl, mail.gandi.net 143 starttls | mail.gandi.net 465 ssl, mail.gandi.net 587 starttls | anna@gandi.net | anna@gandi.net | password
        orange.fr      | imap.orange.fr 993 ssl             | smtp.orange.fr 465 ssl | anna@orange.fr | anna@orange.fr | password
        bluewin.ch     | imaps.bluewin.ch 993 ssl           | smtpauths.bluewin.ch 465 ssl | anna@bluewin.ch | anna@bluewin.ch | password
        seznam.cz      | imap.seznam.cz 993 ssl             | smtp.seznam.cz 465 ssl | anna@seznam.cz | anna@seznam.cz | password
        wp.pl          | imap.wp.pl 993 ssl                 | smtp.wp.pl 465 ssl | anna | anna | password
        libero.it      | imapmail.libero.it 993 ssl         | smtp.libero.it 465 ssl | anna@libero.it | anna@libero.it | password
        qq.com         | imap.qq.com 993 ssl                | smtp.qq.com 465 ssl | anna@qq.com | anna@qq.com | mail-password
        163.com        | imap.163.com 993 ssl               | smtp.163.com 465 ssl | anna@163.com | anna@163.com | mail-password
        proton.me      | 127.0.0.1 1143 starttls            | 127.0.0.1 1025 starttls | anna@proton.me | anna@proton.me | mail-password
        """)
    void presetShouldSayWhatIsKnownOfTheProvider(
            String domain, String imap, String smtp, String imapUser, String smtpUser, String login) {
        var asked = Asked.parse("anna@" + domain);

        var proposal = presets.ofDomain(domain).orElseThrow().proposal(Source.PRESET, asked);

        assertThat(text(proposal.imap())).isEqualTo(imap);
        assertThat(text(proposal.smtp())).isEqualTo(smtp);
        assertThat(proposal.imap()).extracting(Server::user).containsOnly(imapUser);
        assertThat(proposal.smtp()).extracting(Server::user).containsOnly(smtpUser);
        assertThat(proposal.login().stream().map(PresetsTest::text).collect(Collectors.joining(", ")))
                .isEqualTo(login);
    }

    private static String text(List<Server> servers) {
        return servers.stream()
                .map(server -> server.host() + " " + server.port() + " " + server.sslType())
                .collect(Collectors.joining(", "));
    }

    private static String text(LoginWay way) {
        var kind = way.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return way.provider() == null ? kind : kind + " " + way.provider();
    }

    @ParameterizedTest
    @CsvSource({
        "aspmx.l.google.com, google-workspace",
        "smtp.google.com, google-workspace",
        "alt1.aspmx2.googlemail.com, google-workspace",
        "contoso-com.mail.protection.outlook.com, microsoft365",
        "contoso-com.o-v1.mx.microsoft, microsoft365",
        "outlook-com.olc.protection.outlook.com, outlook.com",
        "mx-biz.mail.am0.yahoodns.net, yahoo",
        "mx-aol.mail.gm0.yahoodns.net, aol",
        "in1-smtp.messagingengine.com, fastmail",
        "mxext1.mailbox.org, mailbox.org",
        "mx00.kundenserver.de, ionos",
        "smtpin.rzone.de, strato"
    })
    void mailServerShouldTellWhoseItIs(String exchanger, String preset) {
        assertThat(presets.ofExchanger(exchanger).map(Preset::id)).contains(preset);
    }

    @ParameterizedTest
    @CsvSource({"notgoogle.com", "google.com.example.org", "outlook.com.example.org", "mx.example.org", "google.com"})
    void mailServerOfSomebodyElseShouldBeNobodys(String exchanger) {
        assertThat(presets.ofExchanger(exchanger)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "yahoo.co.jp", // another company
        "yahoo.example.org",
        "notgmail.com",
        "gmail.com.example.org",
        "mail.gmail.com",
        "live.example",
        "onmicrosoft.com",
        "example.org"
    })
    void domainOfSomebodyElseShouldHaveNoPreset(String domain) {
        assertThat(presets.ofDomain(domain)).isEmpty();
    }

    @Test
    void everyPresetShouldBeSound() {
        assertThat(presets.all()).extracting(Preset::id).doesNotHaveDuplicates();
        for (var preset : presets.all()) {
            assertThat(preset.imap()).as(preset.id()).isNotEmpty();
            assertThat(preset.smtp()).as(preset.id()).isNotEmpty();
            assertThat(preset.login()).as(preset.id()).isNotEmpty();
            assertThat(preset.advice()).as(preset.id()).endsWith(".");
            assertThat(preset.domains().size() + preset.mx().size())
                    .as(preset.id())
                    .isPositive();
            Stream.concat(preset.imap().stream(), preset.smtp().stream())
                    .forEach(server -> assertThat(Server.of(
                                    server.host(),
                                    server.port(),
                                    Tls.valueOf(server.sslType().toUpperCase(Locale.ROOT)),
                                    server.user()))
                            .as(preset.id())
                            .contains(server)
                            .get()
                            .matches(Server::encrypted));
            assertThat(links(preset)).as(preset.id()).allMatch(link -> link.startsWith("https://"));
        }
    }

    @Test
    void domainsShouldBelongToOnePresetOnly() {
        assertThat(presets.all().stream().flatMap(preset -> preset.domains().stream()))
                .doesNotHaveDuplicates();
        assertThat(presets.all().stream().flatMap(preset -> preset.mx().stream()))
                .doesNotHaveDuplicates();
    }

    private static Stream<String> links(Preset preset) {
        return Stream.concat(
                Stream.ofNullable(preset.imapLink()),
                preset.login().stream().flatMap(way -> Stream.ofNullable(way.link())));
    }
}
