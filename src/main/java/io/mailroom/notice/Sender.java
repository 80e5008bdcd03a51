package io.mailroom.notice;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.MailTemplate.MailTemplateInstance;
import io.quarkus.qute.CheckedTemplate;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Writes notices as mail and hands them to the operator's mail server. Blocking. */
@ApplicationScoped
class Sender {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final NoticeConfig config;
    private final Optional<String> from;

    Sender(NoticeConfig config, @ConfigProperty(name = "quarkus.mailer.from") Optional<String> from) {
        this.config = config;
        this.from = config.from().or(() -> from);
    }

    @CheckedTemplate(basePath = "notice")
    static final class Templates {

        private Templates() {}

        static native MailTemplateInstance notice(
                String subject, String text, @Nullable String advice, @Nullable String link);
    }

    boolean isConfigured() {
        return from.isPresent();
    }

    /** Returns when the mail server has taken it; throws whatever went wrong. */
    void send(Letter letter, String address) {
        var sender = from.orElseThrow(() -> new IllegalStateException("no address to send from"));
        // RFC 3834: nobody's holiday is to answer it. The id is the same at every attempt, should one be made twice.
        var mail = new Mail()
                .addHeader("Auto-Submitted", "auto-generated")
                .addHeader("Message-ID", "<" + letter.id() + "@mailroom.invalid>");
        Templates.notice(letter.subject(), letter.text(), letter.advice(), link(letter))
                .mail(mail)
                .from(sender)
                .to(address)
                .subject(letter.subject())
                .send()
                .await()
                .atMost(LONGEST);
    }

    private @Nullable String link(Letter letter) {
        var path = letter.link();
        return path == null
                ? null
                : config.baseUrl()
                        .map(base -> base.toString().replaceFirst("/+$", "") + path)
                        .orElse(null);
    }
}
