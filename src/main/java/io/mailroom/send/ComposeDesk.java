package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.item.ItemFile;
import io.mailroom.item.ItemFiles;
import io.mailroom.item.ItemSummary;
import io.mailroom.item.ReceivedMails;
import io.mailroom.mime.Address;
import io.mailroom.mime.MessageHeader;
import io.mailroom.outbox.MailId;
import io.mailroom.settings.Identity;
import io.mailroom.settings.MailServers;
import io.mailroom.template.Templates;
import io.mailroom.template.Variable;
import io.mailroom.web.Form;
import io.mailroom.web.Option;
import io.mailroom.web.Problem;
import io.quarkus.qute.TemplateData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What lies beside the form in which a mail is written: all that can be chosen there. Blocking. */
@ApplicationScoped
class ComposeDesk {

    /**
     * @param froms a setting and one of its addresses each
     * @param files of the item, without its body as a page unless it has nothing else
     * @param original the message that the item was made of
     */
    @TemplateData
    record Choices(
            List<From> froms,
            @Nullable ItemSummary about,
            List<File> files,
            @Nullable File original,
            List<String> templates,
            List<Variable> variables) {

        /** With the name of the setting where two of them have the same address. */
        public List<Option> fromOptions() {
            return froms.stream()
                    .map(from ->
                            Option.of(from.value(), from.address() + (isOnly(from) ? "" : " (" + from.setting() + ")")))
                    .toList();
        }

        /** The fields for the values that the template asks for. */
        public List<Asked> asked() {
            return variables.stream()
                    .map(variable ->
                            new Asked(ComposeForm.field(variable), variable.needed() ? null : true, variable.list()))
                    .toList();
        }

        public List<Option> templateOptions() {
            return templates.stream().map(name -> Option.of(name, name)).toList();
        }

        private boolean isOnly(From from) {
            return froms.stream()
                            .filter(other -> other.address().equals(from.address()))
                            .count()
                    == 1;
        }

        Optional<From> from(Form form) {
            return froms.stream()
                    .filter(from -> from.value().equals(form.text("from")))
                    .findFirst();
        }
    }

    /** @param optional null or true, as the tags for fields want it */
    @TemplateData
    record Asked(String field, @Nullable Boolean optional, boolean list) {}

    /** Whom a mail may be from, and over which setting. */
    record From(String setting, String address) {

        /** No name of a setting has a blank in it. */
        String value() {
            return setting + " " + address;
        }

        boolean isAmong(Set<String> addresses) {
            try {
                return addresses.contains(ReplyRecipients.key(Address.parse(address)));
            } catch (IllegalArgumentException e) { // stored before addresses were looked at
                return false;
            }
        }
    }

    /** To tick. */
    @TemplateData
    record File(String id, String name, long size) {

        static File of(ItemFile file) {
            return new File(file.id().toString(), file.name(), file.size());
        }
    }

    private final MailServers servers;
    private final ItemFiles items;
    private final ReceivedMails mails;
    private final Templates templates;
    private final Transactions transactions;

    ComposeDesk(
            MailServers servers, ItemFiles items, ReceivedMails mails, Templates templates, Transactions transactions) {
        this.servers = servers;
        this.items = items;
        this.mails = mails;
        this.templates = templates;
        this.transactions = transactions;
    }

    /** @param item null for a mail about none; with one that the collective does not have, nothing is about it either */
    Choices choices(Caller caller, @Nullable String item, List<Variable> variables) {
        var id = item == null ? Optional.<UUID>empty() : MailId.parse(item);
        var collective = caller.collectiveId();
        return new Choices(
                froms(caller),
                id.flatMap(known -> items.summary(collective, known)).orElse(null),
                id.flatMap(known -> items.of(collective, known))
                        .map(ComposeDesk::files)
                        .orElse(List.of()),
                id.flatMap(known -> items.original(collective, known))
                        .map(File::of)
                        .orElse(null),
                templates.names(caller),
                variables);
    }

    /** What the template asks for; nothing where there is none, which sending then says. */
    List<Variable> variables(Caller caller, String template) {
        return template.isEmpty() || !templates.names(caller).contains(template)
                ? List.of()
                : templates.variables(caller, template);
    }

    /** The address that the mail was to, so that who wrote to it gets the answer from it. */
    Optional<String> answering(Caller caller, String item, List<From> froms) {
        var asked = MailId.parse(item)
                .flatMap(id -> mails.header(caller.collectiveId(), id))
                .map(ComposeDesk::readers)
                .orElse(Set.of());
        return froms.stream()
                .filter(from -> from.isAmong(asked))
                .map(From::value)
                .findFirst();
    }

    /** A mail about an item that answers nothing: with all of its files. */
    SimpleMail about(Caller caller, String item) {
        var id = MailId.parse(item).orElseThrow(() -> noItem(item));
        var summary = items.summary(caller.collectiveId(), id).orElseThrow(() -> noItem(item));
        var files = items.of(caller.collectiveId(), id).orElseThrow(() -> noItem(item));
        return empty(
                Wording.shortened(summary.name()),
                files(files).stream().<@Nullable String>map(File::id).toList());
    }

    static SimpleMail empty(String subject, List<@Nullable String> attachments) {
        return new SimpleMail(
                null,
                null,
                null,
                subject,
                "",
                null,
                false,
                attachments,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static List<File> files(List<ItemFile> all) {
        return Selection.all(all).stream().map(File::of).toList();
    }

    private static Set<String> readers(MessageHeader header) {
        return Stream.concat(header.to().stream(), header.cc().stream())
                .map(ReplyRecipients::key)
                .collect(Collectors.toSet());
    }

    private List<From> froms(Caller caller) {
        return transactions.await(() -> servers.senders(caller.accountId())).stream()
                .flatMap(sender -> sender.identities().stream()
                        .map(Identity::from)
                        .distinct()
                        .map(address -> new From(sender.setting(), address)))
                .toList();
    }

    private static Problem noItem(String item) {
        return Problem.notFound("Your collective has no item with the id " + item + ".");
    }
}
