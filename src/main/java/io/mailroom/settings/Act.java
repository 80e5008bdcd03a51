package io.mailroom.settings;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;

/** Which button of a form was pressed. */
record Act(String name) {

    private static final String TRUST = "trust:";

    static Act of(MultivaluedMap<String, String> submitted) {
        var name = submitted.getFirst("act");
        return new Act(name == null ? "save" : name);
    }

    boolean isSave() {
        return name.equals("save");
    }

    boolean is(String button) {
        return name.equals(button);
    }

    /** The certificate that is to be trusted from now on, by its fingerprint. */
    Optional<String> trusted() {
        return name.startsWith(TRUST) ? Optional.of(name.substring(TRUST.length())) : Optional.empty();
    }
}
