package io.mailroom.settings;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/** Implemented by every room that keeps a reference to an IMAP setting, which then cannot be deleted. */
public interface ImapSettingUsers {

    /** The names of what uses it, for its owner to read. Within the caller's transaction. */
    Uni<List<String>> tasksUsing(UUID imapSetting);

    /** Forgets what refers to it without using it any more, before it is deleted. Within the caller's transaction. */
    default Uni<Void> letGo(UUID imapSetting) {
        return Uni.createFrom().voidItem();
    }
}
