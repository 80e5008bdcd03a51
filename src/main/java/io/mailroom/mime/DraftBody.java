package io.mailroom.mime;

import org.jspecify.annotations.Nullable;

/**
 * What a message has to say.
 *
 * @param text always; beside HTML it is what is read where that is not shown (RFC 2046 section 5.1.4)
 */
public record DraftBody(String text, @Nullable HtmlBody html) {}
