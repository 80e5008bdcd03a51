package io.mailroom.transfer;

import io.mailroom.account.Caller;
import io.mailroom.account.NoticeSettings;
import io.mailroom.web.Inputs;
import io.mailroom.web.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether and where a user is written to, on its way from or to another Mailroom. What is usual is nothing to carry along. */
@Singleton
class MovedNotices implements Movable {

    private static final String NAME = "notices";

    /** As the API writes them. */
    @RegisterForReflection
    record NoticesValue(
            @NotNull Boolean enabled,
            @Nullable @Email @Size(max = 320) String address) {}

    private final NoticeSettings settings;
    private final Inputs inputs;

    MovedNotices(NoticeSettings settings, Inputs inputs) {
        this.settings = settings;
        this.inputs = inputs;
    }

    @Override
    public String kind() {
        return "notices";
    }

    @Override
    public Uni<List<Piece>> pieces(Caller owner) {
        return settings.get(owner)
                .map(now -> now.enabled() && now.address() == null
                        ? List.of()
                        : List.of(piece(new NoticesValue(now.enabled(), now.address()))));
    }

    @Override
    public Uni<Piece> draft(Caller owner, Piece piece) {
        return Uni.createFrom().item(piece(input(piece)));
    }

    private Piece piece(NoticesValue input) {
        return new Piece(NAME, inputs.written(input), Map.of());
    }

    private NoticesValue input(Piece piece) {
        return inputs.read(piece.value(), NoticesValue.class);
    }

    /** There is one place for them. */
    @Override
    public String alternative(String name, int number) {
        throw Problem.conflict("There is only one of these. Have it replaced or kept.");
    }

    @Override
    public Uni<Void> add(Caller owner, Piece piece) {
        var input = input(piece);
        return settings.put(owner, input.enabled(), input.address());
    }

    @Override
    public Uni<Void> replace(Caller owner, Piece piece) {
        return add(owner, piece);
    }
}
