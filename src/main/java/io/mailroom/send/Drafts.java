package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.item.ItemFile;
import io.mailroom.item.ItemFiles;
import io.mailroom.item.ReceivedMail;
import io.mailroom.item.ReceivedMails;
import io.mailroom.mime.Address;
import io.mailroom.outbox.MailId;
import io.mailroom.outbox.SendConfig;
import io.mailroom.settings.MailServers;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Begins mails that answer an item or hand it on; what comes out can be sent as it is. Blocking. */
@ApplicationScoped
class Drafts {

    /** What is to become of the item. */
    enum As {
        REPLY,
        REPLY_ALL,
        /** With its words, and its attachments. */
        FORWARD,
        /** With the message itself, byte for byte. */
        FORWARD_ORIGINAL;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<As> of(String word) {
            return Arrays.stream(values()).filter(as -> as.word().equals(word)).findFirst();
        }
    }

    private final MailServers servers;
    private final ItemFiles items;
    private final ReceivedMails mails;
    private final Transactions transactions;
    private final SendConfig config;

    Drafts(MailServers servers, ItemFiles items, ReceivedMails mails, Transactions transactions, SendConfig config) {
        this.servers = servers;
        this.items = items;
        this.mails = mails;
        this.transactions = transactions;
        this.config = config;
    }

    /** @throws Problem 404 unless the caller's collective has the item; 422 when it was no mail and that matters */
    DraftView draft(Caller caller, String item, As as) {
        var id = MailId.parse(item).orElseThrow(() -> noItem(item));
        var files = items.of(caller.collectiveId(), id).orElseThrow(() -> noItem(item));
        var mail = mails.find(caller.collectiveId(), id);
        return switch (as) {
            case REPLY, REPLY_ALL -> reply(caller, id, mail.orElseThrow(() -> noMail(as)), as == As.REPLY_ALL);
            case FORWARD -> forward(caller, id, mail.orElse(null), files);
            case FORWARD_ORIGINAL -> original(id, mail.orElseThrow(() -> noMail(as)));
        };
    }

    private DraftView reply(Caller caller, UUID item, ReceivedMail mail, boolean all) {
        var recipients = ReplyRecipients.of(mail.header(), all, ownAddresses(caller));
        int most = config.maxRecipients();
        var to = first(recipients.to(), most);
        var cc = first(recipients.cc(), most - to.size());
        int asked = recipients.to().size() + recipients.cc().size();
        var id = item.toString();
        return draft(
                        typed(to),
                        typed(cc),
                        SubjectPrefix.RE.before(mail.header().subject()),
                        Quotation.answered(mail),
                        new Files(null, null, null),
                        id,
                        null)
                .noting(
                        asked <= most
                                ? null
                                : "This would go to " + asked + " recipients, and one mail may have " + most
                                        + ": the others are left out. Send it in several mails.");
    }

    private static List<Address> first(List<Address> addresses, int most) {
        return addresses.subList(0, Math.min(addresses.size(), most));
    }

    private DraftView forward(Caller caller, UUID item, @Nullable ReceivedMail mail, List<ItemFile> files) {
        var ids = files.stream()
                .filter(file -> !file.page())
                .<@Nullable String>map(file -> file.id().toString())
                .toList();
        var name = mail == null
                ? items.summary(caller.collectiveId(), item)
                        .orElseThrow(() -> noItem(item.toString()))
                        .name()
                : mail.header().subject();
        return draft(
                List.of(),
                null,
                SubjectPrefix.FWD.before(name),
                mail == null ? "" : Quotation.handedOn(mail),
                // More than one mail may name are all of them still.
                ids.size() > Selection.MOST
                        ? new Files(null, List.of(item.toString()), null)
                        : new Files(ids, null, null),
                null,
                mail == null ? null : item.toString());
    }

    private static DraftView original(UUID item, ReceivedMail mail) {
        var id = item.toString();
        return draft(
                List.of(),
                null,
                SubjectPrefix.FWD.before(mail.header().subject()),
                "",
                new Files(null, null, List.of(id)),
                null,
                id);
    }

    private record Files(
            @Nullable List<@Nullable String> attachments,
            @Nullable List<@Nullable String> allOf,
            @Nullable List<@Nullable String> originals) {}

    private static DraftView draft(
            List<@Nullable String> to,
            @Nullable List<@Nullable String> cc,
            String subject,
            String body,
            Files files,
            @Nullable String inReplyTo,
            @Nullable String forwardOf) {
        var mail = new SimpleMail(
                to,
                cc,
                null,
                Wording.shortened(subject),
                body,
                null,
                false,
                files.attachments(),
                files.allOf(),
                files.originals(),
                inReplyTo,
                forwardOf,
                null,
                null,
                null,
                null,
                null,
                null);
        return new DraftView(mail, null);
    }

    private Set<String> ownAddresses(Caller caller) {
        return transactions.await(() -> servers.ownAddresses(caller.accountId())).stream()
                .map(address -> address.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static List<@Nullable String> typed(List<Address> addresses) {
        return addresses.stream().<@Nullable String>map(Address::toString).toList();
    }

    private static Problem noItem(String item) {
        return Problem.notFound("Your collective has no item with the id " + item + ".");
    }

    private static Problem noMail(As as) {
        return Problem.invalid("as", "cannot be " + as.word() + " for an item that was no mail");
    }
}
