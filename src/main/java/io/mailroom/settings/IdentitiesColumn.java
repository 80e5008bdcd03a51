package io.mailroom.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Identities as JSON; null for none. */
@Converter
class IdentitiesColumn implements AttributeConverter<List<Identity>, String> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable List<Identity> identities) {
        try {
            return identities == null || identities.isEmpty() ? null : JSON.writeValueAsString(identities);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Identity> convertToEntityAttribute(@Nullable String column) {
        try {
            return column == null ? List.of() : JSON.readValue(column, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
