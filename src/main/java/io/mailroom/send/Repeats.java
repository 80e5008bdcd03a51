package io.mailroom.send;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.account.Caller;
import io.mailroom.outbox.AcceptedMails;
import io.mailroom.outbox.RequestKey;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is told of mails that were accepted before, to those who ask for the same once more. Blocking. */
@ApplicationScoped
class Repeats {

    private final AcceptedMails mails;
    private final Composition composition;
    private final ObjectMapper json;

    Repeats(AcceptedMails mails, Composition composition, ObjectMapper json) {
        this.mails = mails;
        this.composition = composition;
        this.json = json;
    }

    Optional<RequestKey> key(SendHeaders headers, String connection, @Nullable String item, SimpleMail mail) {
        return headers.request(connection, item, mail, json);
    }

    /**
     * To a request that was sent before.
     *
     * @throws Problem as the first time; 422 when it asks for something else now
     */
    Optional<Answer> answer(Caller caller, RequestKey request) {
        return mails.withKey(caller.accountId(), request).map(mail -> {
            if (!mail.is(request)) {
                throw Answer.reused(mail);
            }
            var setting = mail.smtp() == null ? Optional.<Smtp>empty() : composition.setting(caller, mail.smtp());
            return Answer.of(mail, setting.map(Answer.Way::of).orElseGet(() -> Answer.Way.formerly(mail.connection())));
        });
    }

    /** To a request whose attempt takes its time, or was called off. */
    Answer standing(UUID mail, Smtp setting) {
        return mails.withId(mail)
                .map(known -> Answer.of(known, Answer.Way.of(setting)))
                .orElseGet(() -> Answer.queued(mail));
    }
}
