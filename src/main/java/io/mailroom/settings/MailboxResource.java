package io.mailroom.settings;

import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.imap.ImapClient;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What an IMAP setting leads to, as its server tells at this moment. */
@Path("/api/v1/sec/email/settings/imap/{name}/mailboxes")
@Tag(name = "Mail settings (IMAP)")
class MailboxResource {

    private final MailServers servers;
    private final ImapVisits visits;
    private final Transactions transactions;
    private final CurrentCaller caller;

    MailboxResource(MailServers servers, ImapVisits visits, Transactions transactions, CurrentCaller caller) {
        this.servers = servers;
        this.visits = visits;
        this.transactions = transactions;
        this.caller = caller;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "List the mailboxes behind IMAP settings",
            description =
                    "Asks the server now: INBOX first, then by name, as they are to be written in the folders of a"
                            + " scan task. The special use is what the server says; nothing is guessed from names.")
    @APIResponse(responseCode = "200", description = "The mailboxes, with counts where the server gives them.")
    @APIResponse(responseCode = "404", description = "You have no settings of that name.")
    @APIResponse(responseCode = "429", description = "Too many of your requests are waiting for your mail servers.")
    @APIResponse(responseCode = "502", description = "The mail server refused or failed; the detail says what it said.")
    @APIResponse(responseCode = "503", description = "Too many mail servers are being asked at this moment.")
    public MailboxListView list(@Parameter(example = "example.org") @RestPath String name) {
        var account = caller.get().accountId();
        var setting = transactions
                .await(() -> servers.imap(account, name))
                .orElseThrow(() -> Problem.notFound("You have no mail settings named " + name + "."));
        return MailboxListView.of(
                visits.visit(account, setting, "The mailboxes could not be listed", ImapClient::listing));
    }
}
