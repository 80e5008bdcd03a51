package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Further parameters of an authorization request, as a column keeps them: the way that they stand in a query. */
final class AuthorizeParameters {

    private AuthorizeParameters() {}

    static @Nullable String write(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? null
                : URLUtils.serializeParameters(parameters.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue()))));
    }

    static Map<String, String> read(@Nullable String query) {
        var parameters = new LinkedHashMap<String, String>();
        URLUtils.parseParameters(query == null ? "" : query)
                .forEach((name, values) -> parameters.put(name, values.getFirst()));
        return parameters;
    }
}
