package io.mailroom.item;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose items the mails become, and what is noted on all of them.
 *
 * @param source where they come from, such as {@code mailbox-anna}
 * @param language ISO 639-3
 * @param attachmentsOnly without the body as a page
 * @param evenIfDeleted whether a mail comes again whose item was deleted here
 */
public record Target(
        UUID collectiveId,
        String source,
        @Nullable String folder,
        List<String> tags,
        @Nullable String language,
        boolean attachmentsOnly,
        boolean evenIfDeleted) {}
