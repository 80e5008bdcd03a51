package io.mailroom.notice;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user is to be written.
 *
 * @param about what it tells of: a later notice about the same takes the place of one that is still to be sent
 * @param trouble or the end of it
 * @param lasting until somebody acts
 * @param advice the one step that helps
 * @param link where to take it: a path at this service
 */
public record Notice(
        UUID account,
        String about,
        boolean trouble,
        boolean lasting,
        String subject,
        String text,
        @Nullable String advice,
        @Nullable String link) {}
