package io.mailroom.transfer;

import java.util.List;

/** What one user has, in a document. */
record Parcel(String collective, String login, List<Item> items) {

    /** A piece and its kind. */
    record Item(String kind, Piece piece) {}
}
