package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.db.Ids;
import io.mailroom.db.Transactions;
import io.mailroom.item.ItemFile;
import io.mailroom.item.ItemFiles;
import io.mailroom.mime.Address;
import io.mailroom.mime.Attachment;
import io.mailroom.mime.Draft;
import io.mailroom.mime.MessageId;
import io.mailroom.outbox.MailId;
import io.mailroom.outbox.Recipient;
import io.mailroom.settings.MailServers;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Puts together what a mail is made of: the caller's setting, the collective's item, the checked letter. Blocking. */
@ApplicationScoped
class Composition {

    private final MailServers servers;
    private final ItemFiles items;
    private final Transactions transactions;

    Composition(MailServers servers, ItemFiles items, Transactions transactions) {
        this.servers = servers;
        this.items = items;
        this.transactions = transactions;
    }

    /** @throws Problem 404 unless the caller has an SMTP setting of that name */
    Smtp setting(Caller caller, String name) {
        return transactions
                .await(() -> servers.smtp(caller.accountId(), name))
                .orElseThrow(() -> Problem.notFound("You have no SMTP setting named " + name
                        + ". GET /api/v1/sec/email/settings/smtp lists those you have."));
    }

    /** @throws Problem 404 unless the caller's collective has the item; 422 for attachments that it does not have */
    OutgoingMail compose(Caller caller, Smtp setting, String item, Letter letter, Instant date) {
        var itemId = MailId.parse(item).orElseThrow(() -> noItem(item));
        var files = letter.attachments().from(files(caller, itemId));
        var identity = setting.identities().getFirst();
        var from = own(setting, "From", identity.from());
        var replyTo = identity.replyTo() == null ? null : own(setting, "Reply-To", identity.replyTo());
        var draft = new Draft(
                from,
                replyTo,
                letter.addresses(Recipient.Kind.TO),
                letter.addresses(Recipient.Kind.CC),
                letter.subject(),
                letter.body(),
                files.stream().map(Composition::attachment).toList(),
                MessageId.generate(domain(from)),
                date);
        return new OutgoingMail(Ids.next(), caller, itemId, draft, letter.recipients(), files);
    }

    private List<ItemFile> files(Caller caller, UUID item) {
        return items.of(caller.collectiveId(), item).orElseThrow(() -> noItem(item.toString()));
    }

    private static Attachment attachment(ItemFile file) {
        return new Attachment(file.name(), file.contentType(), file.size(), file.content());
    }

    private static Problem noItem(String item) {
        return Problem.notFound("Your collective has no item with the id " + item + ".");
    }

    private static Address own(Smtp setting, String field, String address) {
        try {
            return Address.parse(address);
        } catch (IllegalArgumentException e) {
            throw Problem.conflict("The " + field + " address of the setting " + setting.name() + " cannot be used: "
                    + e.getMessage() + " Correct the setting; nothing was sent.");
        }
    }

    private static String domain(Address address) {
        return address.address().substring(address.address().lastIndexOf('@') + 1);
    }
}
