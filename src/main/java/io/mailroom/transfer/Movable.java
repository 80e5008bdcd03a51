package io.mailroom.transfer;

import com.fasterxml.jackson.core.JsonPointer;
import io.mailroom.account.Caller;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One kind of what users have that can go to another Mailroom: implemented by the room that keeps it. Within a transaction. */
public interface Movable {

    /** In this order they arrive: each refers to those before it only. */
    List<String> KINDS = List.of("client", "template", "grant", "imap", "smtp", "task", "notices");

    /** A place in the value that names something of another kind. */
    record Reference(JsonPointer place, String kind) {}

    /** One of {@link #KINDS}. */
    String kind();

    /** What its owner calls it. */
    default String title(Piece piece) {
        return piece.name();
    }

    /** Whether it is the collective's: all of its users have the same. */
    default boolean shared() {
        return false;
    }

    /** Whether only admins of the collective may read and change it. */
    default boolean forAdmins() {
        return false;
    }

    default List<Reference> references() {
        return List.of();
    }

    /** All that the owner has. */
    Uni<List<Piece>> pieces(Caller owner);

    /**
     * Looks at what takes a while to look at in one that arrives. Blocking, before the transaction.
     *
     * @param owner null for one who is only made by the same import
     * @throws io.mailroom.web.Problem when it would be refused
     */
    default void inspect(@Nullable Caller owner, Piece piece) {}

    /**
     * The piece as it would be read again once it was stored. Fails with a {@link io.mailroom.web.Problem} when it would be
     * refused, and changes nothing.
     */
    Uni<Piece> draft(Caller owner, Piece piece);

    /** As it arrives where nobody has asked that it runs at once. */
    default Piece atRest(Piece piece, @Nullable Piece known) {
        return piece;
    }

    /** The fields in which one that arrives is another than the one of that name that is here. */
    default List<String> differences(Piece known, Piece arriving) {
        var fields = new TreeSet<String>();
        known.value().fieldNames().forEachRemaining(fields::add);
        arriving.value().fieldNames().forEachRemaining(fields::add);
        fields.removeIf(field ->
                Objects.equals(known.value().get(field), arriving.value().get(field)));
        var secrets = new TreeSet<>(known.secrets().keySet());
        secrets.addAll(arriving.secrets().keySet());
        secrets.removeIf(field ->
                Objects.equals(known.secrets().get(field), arriving.secrets().get(field)));
        var all = new ArrayList<>(fields);
        all.addAll(secrets);
        return all;
    }

    /** @param number from 2 on */
    default String alternative(String name, int number) {
        return name + "-" + number;
    }

    Uni<Void> add(Caller owner, Piece piece);

    Uni<Void> replace(Caller owner, Piece piece);
}
