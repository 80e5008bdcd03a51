package io.mailroom.scan;

import io.mailroom.imap.MessageInfo;
import io.mailroom.item.Outcome;
import io.mailroom.mime.Address;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.Part;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known of one mail, and how each of its possible ends is told. */
record MailPreview(
        ScanTarget target,
        String mailbox,
        MessageInfo info,
        @Nullable MessageHeader header,
        @Nullable List<String> attachments) {

    MailPreview(ScanTarget target, String mailbox, MessageInfo info, @Nullable MessageHeader header) {
        this(target, mailbox, info, header, null);
    }

    /** Once it has been fetched. */
    MailPreview with(List<Part> wanted, long size) {
        return new MailPreview(
                target,
                mailbox,
                new MessageInfo(info.uid(), size, info.internalDate(), info.flags()),
                header,
                wanted.stream().map(part -> String.valueOf(part.name())).toList());
    }

    PreviewView.Mail imported() {
        return told(Fate.IMPORTED, "It is new.", null, null, target.actions().imported());
    }

    PreviewView.Mail duplicate(Outcome.Duplicate duplicate) {
        return duplicate.item() == null
                ? told(
                        Fate.DUPLICATE,
                        "It was imported before, and then deleted here. Only a rescan imports it again.",
                        null,
                        null,
                        Action.NOTHING) // the server has the only copy
                : told(
                        Fate.DUPLICATE,
                        "Your collective has it already.",
                        null,
                        duplicate.item(),
                        target.actions().imported());
    }

    PreviewView.Mail duplicateOfThese() {
        return told(
                Fate.DUPLICATE,
                "Another mail of this list is the same.",
                null,
                null,
                target.actions().imported());
    }

    PreviewView.Mail filtered(Rule rule) {
        return told(Fate.FILTERED, rule.reason(), rule, null, target.after(rule));
    }

    PreviewView.Mail failed(String why) {
        return told(Fate.FAILED, why, null, null, Action.NOTHING);
    }

    private PreviewView.Mail told(Fate fate, String reason, @Nullable Rule rule, @Nullable UUID item, Action action) {
        var arrived = info.internalDate();
        var date = header == null || header.date() == null ? arrived : header.date();
        return new PreviewView.Mail(
                mailbox,
                info.uid(),
                header == null ? null : header.subject(),
                header == null || header.from().isEmpty()
                        ? null
                        : header.from().stream().map(Address::toString).collect(Collectors.joining(", ")),
                date == null ? null : date.toEpochMilli(),
                info.size(),
                fate.word(),
                rule == null ? null : rule.setting(),
                reason,
                item,
                action.noted(),
                attachments);
    }
}
