package io.mailroom.transfer;

import com.fasterxml.jackson.core.JsonParser;
import io.mailroom.account.Caller;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Makes the document of one user a user's here. Blocking. */
@ApplicationScoped
class Import {

    private final Derivations derivations;
    private final Unpacking unpacking;

    Import(Derivations derivations, Unpacking unpacking) {
        this.derivations = derivations;
        this.unpacking = unpacking;
    }

    /** @throws Problem when nothing of it is taken */
    List<PlanEntry> of(Caller owner, JsonParser document, String passphrase, Choice choice) {
        var parcel = parcel(document, passphrase);
        return unpacking.unpack(Unpacking.Owner.of(owner), parcel.items(), choice);
    }

    private Parcel parcel(JsonParser document, String passphrase) {
        try {
            var reader = DocumentReader.open(document, parameters -> derivations.of(passphrase, parameters));
            if (reader.scope() != Scope.USER) {
                throw Problem.invalid(
                        "document",
                        "is of everything that another Mailroom has: an operator imports it, at"
                                + " /api/v1/sec/admin/import");
            }
            var parcel = reader.next().orElseThrow(DocumentKey::tampered);
            if (reader.next().isPresent()) {
                throw DocumentKey.tampered();
            }
            return parcel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
