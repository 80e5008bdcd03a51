package io.mailroom.outbox;

import io.mailroom.imap.MailboxInfo;
import io.mailroom.imap.SpecialUse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which of a user's mailboxes is the one for sent mails. */
final class SentMailboxName {

    /** What mail programs and servers have called it, in this order of preference. */
    private static final List<String> USUAL = List.of(
            "sent",
            "sent items",
            "sent messages",
            "sent mail",
            "sent-mail",
            "gesendet",
            "gesendete elemente",
            "gesendete objekte",
            "gesendete nachrichten",
            "éléments envoyés",
            "messages envoyés",
            "envoyés",
            "enviados",
            "elementos enviados",
            "posta inviata",
            "inviata",
            "verzonden",
            "verzonden items",
            "wysłane",
            "skickat",
            "sendt");

    private SentMailboxName() {}

    /** The one that the server says is for that (RFC 6154), or else one that is called so, the highest in the hierarchy. */
    static Optional<String> among(List<MailboxInfo> mailboxes) {
        var usable = mailboxes.stream().filter(MailboxInfo::selectable).toList();
        return usable.stream()
                .filter(mailbox -> SpecialUse.of(mailbox).equals(Optional.of(SpecialUse.SENT)))
                .map(MailboxInfo::name)
                .findFirst()
                .or(() -> usable.stream()
                        .filter(mailbox -> USUAL.contains(last(mailbox)))
                        .min(Comparator.<MailboxInfo>comparingInt(mailbox -> USUAL.indexOf(last(mailbox)))
                                .thenComparingInt(mailbox -> mailbox.name().length()))
                        .map(MailboxInfo::name));
    }

    private static String last(MailboxInfo mailbox) {
        var name = mailbox.name();
        return name.substring(name.lastIndexOf(mailbox.separator()) + 1).toLowerCase(Locale.ROOT);
    }
}
