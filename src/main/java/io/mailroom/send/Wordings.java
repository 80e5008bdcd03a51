package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.item.ItemFile;
import io.mailroom.item.ItemFiles;
import io.mailroom.outbox.Recipient;
import io.mailroom.template.Occasion;
import io.mailroom.template.Templates;
import io.mailroom.template.Words;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes words of a wording. Blocking where that is a template. */
@ApplicationScoped
class Wordings {

    private final Templates templates;
    private final ItemFiles items;

    Wordings(Templates templates, ItemFiles items) {
        this.templates = templates;
        this.items = items;
    }

    /**
     * @param item that the mail is about, if about any
     * @throws Problem 422 when there is no such template, or it cannot be rendered for this mail
     */
    Words of(Letter letter, Caller caller, @Nullable UUID item, List<ItemFile> files) {
        return switch (letter.wording()) {
            case Wording.Written(var words) -> words;
            case Wording.OfTemplate(var name, var variables) -> {
                var about = item == null
                        ? null
                        : items.summary(caller.collectiveId(), item).orElse(null);
                var to = letter.addresses(Recipient.Kind.TO);
                yield templates.render(caller, name, new Occasion(about, files, to, variables));
            }
        };
    }
}
