package io.mailroom.oauth;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What has become of a consent. */
enum ConsentOutcome {
    /** Its code is being turned into tokens; there is no second try. */
    TAKEN,
    DONE,
    DENIED,
    FAILED;

    /** As it stands in the database. */
    @Converter
    static final class Column implements AttributeConverter<@Nullable ConsentOutcome, @Nullable String> {

        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable ConsentOutcome outcome) {
            return outcome == null ? null : outcome.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public @Nullable ConsentOutcome convertToEntityAttribute(@Nullable String word) {
            return word == null ? null : valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
