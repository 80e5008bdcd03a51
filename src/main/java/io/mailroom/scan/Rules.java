package io.mailroom.scan;

import io.mailroom.imap.MessageInfo;
import io.mailroom.item.Glob;
import io.mailroom.mime.Address;
import io.mailroom.mime.BodyWords;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.ParsedMessage;
import io.mailroom.mime.Part;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which mails a task wants. Decided here, on decoded text, and as early as possible: from what the mailbox says of a mail,
 * then from its header, and only then from the mail itself.
 */
record Rules(Outside outside, Header header, Inside inside) {

    /** The body as a file name. */
    static final String PAGE = "mail.html";

    /** Decided from size and flags. */
    record Outside(@Nullable Long minSize, @Nullable Long maxSize, boolean flaggedOnly, boolean unreadOnly) {}

    /** Decided from header fields. */
    record Header(
            @Nullable Glob from,
            @Nullable Glob to,
            @Nullable Glob subject) {}

    /** Decided from the whole mail. */
    record Inside(
            @Nullable Phrase body,
            @Nullable Glob files,
            @Nullable Glob notFiles,
            boolean attachmentsOnly) {}

    static Rules of(ScanTask task) {
        return new Rules(
                new Outside(task.minSize, task.maxSize, task.flaggedOnly, task.unreadOnly),
                new Header(glob(task.fromFilter), glob(task.toFilter), glob(task.subjectFilter)),
                new Inside(
                        task.bodyFilter == null ? null : Phrase.of(task.bodyFilter),
                        glob(task.fileFilter),
                        glob(task.fileExclude),
                        task.attachmentsOnly));
    }

    private static @Nullable Glob glob(@Nullable String pattern) {
        return pattern == null ? null : Glob.of(pattern);
    }

    /** By the size as announced: servers err a little, so what passes is measured again when it is here. */
    Optional<Rule> excluding(MessageInfo info) {
        if (outside.flaggedOnly && !info.flags().contains("\\Flagged")) {
            return Optional.of(Rule.FLAGGED_ONLY);
        }
        if (outside.unreadOnly && info.flags().contains("\\Seen")) {
            return Optional.of(Rule.UNREAD_ONLY);
        }
        return excluding(info.size());
    }

    private Optional<Rule> excluding(long size) {
        if (outside.minSize != null && size < outside.minSize) {
            return Optional.of(Rule.MIN_SIZE);
        }
        return outside.maxSize != null && size > outside.maxSize ? Optional.of(Rule.MAX_SIZE) : Optional.empty();
    }

    Optional<Rule> excluding(MessageHeader mail) {
        if (header.from != null && !matches(header.from, mail.from())) {
            return Optional.of(Rule.FROM);
        }
        if (header.to != null
                && !matches(
                        header.to,
                        Stream.concat(mail.to().stream(), mail.cc().stream()).toList())) {
            return Optional.of(Rule.TO);
        }
        return header.subject != null && !header.subject.matches(mail.subject())
                ? Optional.of(Rule.SUBJECT)
                : Optional.empty();
    }

    /** Its name, its address, or both as they stand in a header. Nobody at all is the empty text. */
    private static boolean matches(Glob glob, List<Address> addresses) {
        return addresses.isEmpty()
                ? glob.matches("")
                : addresses.stream()
                        .anyMatch(address -> glob.matches(address.address())
                                || address.name() != null
                                        && (glob.matches(address.name())
                                                || glob.matches(address.name() + " <" + address.address() + ">")));
    }

    /**
     * A mail that could not be looked into is excluded by nothing that is in it.
     *
     * @param raw what {@code mail} was parsed from
     */
    Optional<Rule> excluding(ParsedMessage mail, ByteBuffer raw) {
        var bySize = excluding(raw.remaining());
        if (bySize.isPresent() || mail.problem() != null) {
            return bySize;
        }
        // A signature alone is no document.
        if (!wantsPage() && wanted(mail.parts()).stream().allMatch(Part::isSignature)) {
            return Optional.of(excludingFiles(mail.parts()));
        }
        return inside.body != null && !inside.body.isIn(BodyWords.of(mail, raw))
                ? Optional.of(Rule.BODY)
                : Optional.empty();
    }

    private Rule excludingFiles(List<Part> parts) {
        if (inside.attachmentsOnly && parts.stream().filter(Rules::isAttachment).allMatch(Part::isSignature)) {
            return Rule.ATTACHMENTS_ONLY;
        }
        boolean included = inside.files == null
                || !inside.attachmentsOnly && inside.files.matches(PAGE)
                || parts.stream().anyMatch(part -> isAttachment(part) && inside.files.matches(name(part)));
        return included ? Rule.FILE_EXCLUDE : Rule.FILE_FILTER;
    }

    /** Whether the body is listed as a file. */
    boolean wantsPage() {
        return !inside.attachmentsOnly && isFileWanted(PAGE);
    }

    /** The attachments to list. */
    List<Part> wanted(List<Part> parts) {
        return parts.stream()
                .filter(part -> isAttachment(part) && isFileWanted(name(part)))
                .toList();
    }

    private boolean isFileWanted(String name) {
        return (inside.files == null || inside.files.matches(name))
                && (inside.notFiles == null || !inside.notFiles.matches(name));
    }

    private static boolean isAttachment(Part part) {
        return part.kind() == Part.Kind.ATTACHMENT;
    }

    private static String name(Part part) {
        return String.valueOf(part.name());
    }

    boolean attachmentsOnly() {
        return inside.attachmentsOnly;
    }

    /** Whether a mail may be wanted later that is not wanted now. */
    boolean askForFlags() {
        return outside.flaggedOnly || outside.unreadOnly;
    }

    boolean askForHeaders() {
        return header.from != null || header.to != null || header.subject != null;
    }

    /** Whether what is in a mail can exclude it. */
    boolean askForContents() {
        return inside.body != null || inside.files != null || inside.notFiles != null || inside.attachmentsOnly;
    }
}
