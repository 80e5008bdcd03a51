package io.mailroom.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing of a user that can go to another Mailroom, with its secrets opened: never printed, and sealed before it leaves.
 *
 * @param name unique among its owner's of the same kind
 * @param value as the API writes it, without name and secrets
 * @param secrets by the field of the API that they belong into
 * @param remark what its owner should know of how it arrives; null: nothing
 */
public record Piece(
        String name,
        ObjectNode value,
        Map<String, String> secrets,
        @Nullable String remark) {

    public Piece(String name, ObjectNode value, Map<String, String> secrets) {
        this(name, value, secrets, null);
    }

    public Piece named(String other) {
        return new Piece(other, value, secrets, remark);
    }

    /** A copy of the value with the secrets in their places, as a client would send it. */
    public ObjectNode whole() {
        var whole = value.deepCopy();
        secrets.forEach(whole::put);
        return whole;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Piece[" + name + "]";
    }
}
