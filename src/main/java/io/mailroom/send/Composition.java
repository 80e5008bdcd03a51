package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.db.Ids;
import io.mailroom.db.Transactions;
import io.mailroom.item.ItemFile;
import io.mailroom.item.ReceivedMails;
import io.mailroom.mime.Draft;
import io.mailroom.mime.MessageId;
import io.mailroom.mime.ThreadLinks;
import io.mailroom.outbox.MailId;
import io.mailroom.outbox.Recipient;
import io.mailroom.outbox.SendConfig;
import io.mailroom.settings.MailServers;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what a mail is made of: the caller's setting, what the collective has of items and templates, and the
 * checked letter. Blocking.
 */
@ApplicationScoped
class Composition {

    private final MailServers servers;
    private final ChosenFiles chosen;
    private final Wordings wordings;
    private final ReceivedMails mails;
    private final Transactions transactions;
    private final SendConfig config;

    Composition(
            MailServers servers,
            ChosenFiles chosen,
            Wordings wordings,
            ReceivedMails mails,
            Transactions transactions,
            SendConfig config) {
        this.servers = servers;
        this.chosen = chosen;
        this.wordings = wordings;
        this.mails = mails;
        this.transactions = transactions;
        this.config = config;
    }

    /** @throws Problem 404 unless the caller has an SMTP setting of that name */
    Smtp setting(Caller caller, String name) {
        return transactions
                .read(() -> servers.smtp(caller.accountId(), name))
                .orElseThrow(() -> Problem.notFound("You have no SMTP setting named " + name
                        + ". GET /api/v1/sec/email/settings/smtp lists those you have."));
    }

    /** As it is now; empty when it was deleted. */
    Optional<Smtp> setting(Caller caller, UUID id) {
        return transactions.await(() -> servers.smtp(caller.accountId(), id));
    }

    /**
     * @param item that the mail is about, if about any
     * @throws Problem 404 unless the caller's collective has the item; 422 for anything else of the letter that it does not
     *     have
     */
    OutgoingMail compose(Caller caller, Smtp setting, @Nullable String item, Letter letter, Instant date) {
        var itemId = item == null ? null : MailId.parse(item).orElseThrow(() -> noItem(item));
        var files = new ArrayList<ItemFile>(letter.files());
        files.addAll(chosen.of(caller.collectiveId(), itemId, letter.selection()));
        var sender = Sender.of(setting, letter.from()).mayUse(setting, config.relayFrom());
        var words = sender.signed(wordings.of(letter, caller, itemId, files));
        var contents = Contents.of(words, files, sender.domain());
        var draft = new Draft(
                sender.from(),
                sender.replyTo(),
                letter.addresses(Recipient.Kind.TO),
                letter.addresses(Recipient.Kind.CC),
                words.subject(),
                contents.body(),
                contents.attachments(),
                thread(caller, letter.parent()),
                MessageId.generate(sender.domain()),
                date);
        return new OutgoingMail(Ids.next(), caller, itemId, draft, letter.recipients(), List.copyOf(files));
    }

    private ThreadLinks thread(Caller caller, @Nullable Parent parent) {
        return parent == null
                ? ThreadLinks.NONE
                : mails.header(caller.collectiveId(), parent.item())
                        .map(parent::links)
                        .orElseThrow(() -> Problem.invalid(
                                parent.field(),
                                "is " + parent.item() + ", which your collective has no imported mail of"));
    }

    private static Problem noItem(String item) {
        return Problem.notFound("Your collective has no item with the id " + item + ".");
    }
}
