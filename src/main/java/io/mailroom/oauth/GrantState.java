package io.mailroom.oauth;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Arrays;

/** Whether a grant is good for tokens. */
enum GrantState {
    ACTIVE("active"),
    /** Its owner has to consent again; until then nobody asks the provider. */
    NEEDS_REAUTH("needs-reauth");

    private final String word;

    GrantState(String word) {
        this.word = word;
    }

    /** As it stands in the database and on the wire. */
    String word() {
        return word;
    }

    @Converter
    static final class Column implements AttributeConverter<GrantState, String> {

        @Override
        public String convertToDatabaseColumn(GrantState state) {
            return state.word;
        }

        @Override
        public GrantState convertToEntityAttribute(String word) {
            return Arrays.stream(values())
                    .filter(state -> state.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no state of a grant: " + word));
        }
    }
}
