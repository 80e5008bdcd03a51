package io.mailroom.template;

import io.mailroom.account.Caller;
import io.mailroom.transfer.Movable;
import io.mailroom.transfer.Piece;
import io.mailroom.web.Expected;
import io.mailroom.web.Inputs;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The templates of a collective on their way from or to another Mailroom. */
@Singleton
class MovedTemplates implements Movable {

    private final MailTemplates templates;
    private final Templates rendering;
    private final Inputs inputs;

    MovedTemplates(MailTemplates templates, Templates rendering, Inputs inputs) {
        this.templates = templates;
        this.rendering = rendering;
        this.inputs = inputs;
    }

    @Override
    public String kind() {
        return "template";
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public Uni<List<Piece>> pieces(Caller owner) {
        return templates.list(owner).map(all -> all.stream().map(this::piece).toList());
    }

    private Piece piece(MailTemplateView template) {
        return new Piece(template.name(), inputs.written(template, "name", "created", "updated", "version"), Map.of());
    }

    /** Rendering is limited, and so has to be waited for. */
    @Override
    public void inspect(@Nullable Caller owner, Piece piece) {
        rendering.check(input(piece));
    }

    @Override
    public Uni<Piece> draft(Caller owner, Piece piece) {
        var template = new MailTemplate();
        input(piece).applyTo(template);
        var value = inputs.written(new TemplateValue(template.subject, template.body, template.html));
        return Uni.createFrom().item(new Piece(piece.name(), value, Map.of()));
    }

    @RegisterForReflection
    private record TemplateValue(
            String subject, String body, @Nullable String html) {}

    @Override
    public Uni<Void> add(Caller owner, Piece piece) {
        return templates.add(owner, input(piece)).replaceWithVoid();
    }

    @Override
    public Uni<Void> replace(Caller owner, Piece piece) {
        return templates
                .replace(owner, piece.name(), input(piece), new Expected(null, null))
                .replaceWithVoid();
    }

    private MailTemplateInput input(Piece piece) {
        var whole = piece.whole().put("name", piece.name());
        whole.remove("version");
        return inputs.read(whole, MailTemplateInput.class);
    }
}
