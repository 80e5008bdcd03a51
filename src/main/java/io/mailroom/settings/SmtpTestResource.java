package io.mailroom.settings;

import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Tries the caller's SMTP settings, stored or not, against their servers. */
@Path("/api/v1/sec/email/settings/smtp")
@Tag(name = "Mail settings (SMTP)")
class SmtpTestResource {

    private static final String WHAT =
            "Connects, logs in and offers the sender, and tells every phase of it. Nothing is sent.";

    private final ConnectionKinds kinds;
    private final MailServers servers;
    private final Roundtrips roundtrips;
    private final Transactions transactions;
    private final CurrentCaller caller;

    SmtpTestResource(
            ConnectionKinds kinds,
            MailServers servers,
            Roundtrips roundtrips,
            Transactions transactions,
            CurrentCaller caller) {
        this.kinds = kinds;
        this.servers = servers;
        this.roundtrips = roundtrips;
        this.transactions = transactions;
        this.caller = caller;
    }

    @POST
    @Path("{name}/test")
    @RunOnVirtualThread
    @Operation(summary = "Test stored SMTP settings", description = WHAT)
    @APIResponse(responseCode = "200", description = "How it went, also when it did not: see success.")
    @APIResponse(responseCode = "404", description = "You have no settings of that name.")
    @APIResponse(responseCode = "429", description = "Too many of your requests are waiting for your mail servers.")
    @APIResponse(responseCode = "503", description = "Too many mail servers are being asked at this moment.")
    public ConnectionReport stored(@Parameter(example = "example.org") @RestPath String name) {
        return kinds.smtp().test(caller.get(), name, Watcher.NOBODY);
    }

    @POST
    @Path("{name}/roundtrip")
    @RunOnVirtualThread
    @Operation(
            summary = "Send a mail to yourself and wait for it",
            description =
                    "Sends a mail from the settings' own sender to that address, looks for it in the mailbox behind"
                            + " IMAP settings and in its junk, and deletes it there. It is never imported. Where the provider"
                            + " keeps a copy of what was sent, that stays.")
    @APIResponse(responseCode = "200", description = "How it went, also when it did not: see success.")
    @APIResponse(responseCode = "404", description = "You have no settings of that name.")
    @APIResponse(responseCode = "422", description = "Values are invalid; errors names every field.")
    @APIResponse(responseCode = "429", description = "Too many of your requests are waiting for your mail servers.")
    @APIResponse(responseCode = "503", description = "Too many mail servers are being asked at this moment.")
    public ConnectionReport roundtrip(
            @Parameter(example = "example.org") @RestPath String name, @Valid @NotNull RoundtripInput input) {
        var who = caller.get();
        var smtp = kinds.smtp().named(who, name);
        var imap = transactions
                .await(() -> servers.imap(who.accountId(), input.imap()))
                .orElseThrow(() -> Problem.invalid("imap", "must be the name of IMAP settings of yours"));
        return roundtrips.run(who, smtp, imap, input.mailboxOrInbox(), glance -> {});
    }

    @POST
    @Path("test")
    @RunOnVirtualThread
    @Operation(
            summary = "Test SMTP settings before they are stored",
            description = WHAT + " Where the password is left out, the stored one of that name is used, if host, port,"
                    + " sslType, trust in certificates, user and useOAuth are the stored ones, too.")
    @APIResponse(responseCode = "200", description = "How it went, also when it did not: see success.")
    @APIResponse(responseCode = "422", description = "Values are invalid; errors names every field.")
    @APIResponse(responseCode = "429", description = "Too many of your requests are waiting for your mail servers.")
    @APIResponse(responseCode = "503", description = "Too many mail servers are being asked at this moment.")
    public ConnectionReport unsaved(@Valid @NotNull EmailSettingsInput input) {
        return kinds.smtp().test(caller.get(), input, Watcher.NOBODY);
    }
}
