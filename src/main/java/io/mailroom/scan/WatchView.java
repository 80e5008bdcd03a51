package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How the watch over a task's mailboxes is doing.
 *
 * @param state {@code connecting}, {@code watching} (the server tells), {@code polling} (we ask) or {@code failed}
 * @param since when it came into this state
 * @param error why it failed; it is tried again by itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MailboxWatch", readOnly = true)
public record WatchView(String state, long since, @Nullable String error) {}
