package io.mailroom.settings;

import io.mailroom.audit.Audit;
import io.mailroom.health.Connection;
import io.mailroom.health.Connections;
import io.mailroom.health.Healths;
import io.mailroom.oauth.Grants;
import io.mailroom.secret.Secrets;
import io.mailroom.web.Problem;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Reading and saving IMAP settings. */
@Singleton
class ImapSettings extends MailSettings<ImapSetting, ImapSettingsInput> {

    private final List<ImapSettingUsers> users;

    ImapSettings(
            ImapRows rows,
            Grants grants,
            Secrets secrets,
            Audit audit,
            Healths healths,
            Connections connections,
            Clock clock,
            @All List<ImapSettingUsers> users) {
        super(rows, grants, new Safety(secrets, audit), new Health(healths, connections), clock);
        this.users = users;
    }

    @Override
    Connection connection(ImapSetting setting) {
        return Connection.imap(setting.id);
    }

    @Override
    ImapSetting blank() {
        return new ImapSetting();
    }

    @Override
    Uni<Void> refuseWhenUsed(ImapSetting setting) {
        Uni<List<String>> tasks = Uni.createFrom().item(List.of());
        for (var user : users) { // one session: one after the other
            tasks = tasks.chain(found -> user.tasksUsing(setting.id)
                    .map(more -> Stream.concat(found.stream(), more.stream()).toList()));
        }
        Uni<Void> free = tasks.invoke(ImapSettings::refuse).replaceWithVoid();
        for (var user : users) {
            free = free.chain(() -> user.letGo(setting.id));
        }
        return free;
    }

    private static void refuse(List<String> tasks) {
        if (!tasks.isEmpty()) {
            throw Problem.conflict("These mail settings are used by " + String.join(", ", tasks)
                    + ". Delete that or give it another connection first.");
        }
    }
}
