package io.mailroom.settings;

import io.mailroom.web.Option;
import io.quarkus.qute.TemplateData;
import java.util.List;

/**
 * What the forms of mail settings let one choose from.
 *
 * @param grants the user's own sign-ins
 * @param mailboxes the user's own IMAP settings
 */
@TemplateData
record Choices(
        List<Option> encryption, List<Option> login, List<Option> trust, List<Option> grants, List<Option> mailboxes) {

    static Choices of(List<String> grants, List<String> mailboxes) {
        return new Choices(
                ServerForm.ENCRYPTION, ServerForm.LOGIN, ServerForm.TRUST, options(grants), options(mailboxes));
    }

    private static List<Option> options(List<String> names) {
        return names.stream().map(name -> Option.of(name, name)).toList();
    }
}
