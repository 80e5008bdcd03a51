package io.mailroom.settings;

import io.mailroom.account.CurrentCaller;
import io.mailroom.health.HealthView;
import io.mailroom.oauth.GrantView;
import io.mailroom.oauth.GrantViews;
import io.quarkus.qute.TemplateData;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page of all connections: mailboxes, senders and sign-ins, and how they are doing. */
@Path("/app/connections")
@Produces(MediaType.TEXT_HTML)
class ConnectionPages {

    /**
     * @param about server and user, as one line
     * @param grant the sign-in that it logs in with
     */
    @TemplateData
    record Row(
            String name,
            String about,
            Doing doing,
            @Nullable String grant,
            boolean unsafe) {

        /** What mends it is to sign in again, and not to change it. */
        public boolean wantsSignIn() {
            return grant != null && doing.word().equals("Sign in again");
        }
    }

    /** @param uses the settings that log in with it */
    @TemplateData
    record SignIn(
            String name,
            String about,
            String chip,
            String word,
            @Nullable String error,
            @Nullable Long refreshed,
            String uses) {

        static SignIn of(GrantView grant) {
            boolean over = grant.state().equals("needs-reauth");
            boolean well = grant.error() == null;
            return new SignIn(
                    grant.name(),
                    grant.address() == null ? grant.provider() : grant.address() + " at " + grant.provider(),
                    over ? "failed" : well ? "ok" : "warning",
                    over ? "Sign in again" : well ? "Works" : "Has trouble",
                    grant.error(),
                    grant.refreshed(),
                    String.join(", ", grant.usedBy()));
        }
    }

    record list(List<Row> mailboxes, List<Row> senders, List<SignIn> signIns) implements TemplateInstance {}

    private final ImapSettings imap;
    private final SmtpSettings smtp;
    private final GrantViews grants;
    private final CurrentCaller caller;

    ConnectionPages(ImapSettings imap, SmtpSettings smtp, GrantViews grants, CurrentCaller caller) {
        this.imap = imap;
        this.smtp = smtp;
        this.grants = grants;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> show() {
        var who = caller.get();
        return imap.list(who, "", ConnectionPages::mailbox)
                .chain(mailboxes -> smtp.list(who, "", ConnectionPages::sender)
                        .chain(senders -> grants.all(who.accountId())
                                .map(all -> new list(
                                        mailboxes,
                                        senders,
                                        all.stream().map(SignIn::of).toList()))));
    }

    private static Row mailbox(ImapSetting setting, @Nullable String grant, HealthView health) {
        return row(setting, setting.user == null ? setting.host : setting.user + " at " + setting.host, grant, health);
    }

    private static Row sender(SmtpSetting setting, @Nullable String grant, HealthView health) {
        return row(setting, setting.from + " by " + setting.host, grant, health);
    }

    private static Row row(MailSetting setting, String about, @Nullable String grant, HealthView health) {
        return new Row(setting.name, about, Doing.of(health), grant, setting.ignoreCertificates);
    }
}
