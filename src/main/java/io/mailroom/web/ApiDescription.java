package io.mailroom.web;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** What holds for every operation, and is therefore not said at each: its name, who may ask it, and how it refuses. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {

    private static final String BEARER = "bearer";
    private static final String HEADER = "token";

    /** What all lists have in common. */
    private static final Map<String, String> PARAMETERS =
            Map.of("limit", "How many at most.", "cursor", "Of the page before; absent for the first one.");

    /** How operations refuse that have not said more of it; the document has each once. */
    private enum Refusal {
        MALFORMED("400", "Malformed", "It is not the JSON that is expected; the detail says where."),
        UNAUTHORIZED("401", "Unauthorized", "The token is missing, unknown or expired."),
        FORBIDDEN("403", "Forbidden", "It is for admins, or for tokens with another scope."),
        NOT_FOUND("404", "NotFound", "There is nothing of that id or name, or it is not yours."),
        INVALID("422", "Invalid", "Values are invalid; errors names them."),
        TOO_MANY("429", "TooMany", "Too many requests; Retry-After says when to come again."),
        OTHER(APIResponses.DEFAULT, "Refused", "Any other refusal.");

        private final String status;
        private final String component;
        private final String description;

        Refusal(String status, String component, String description) {
            this.status = status;
            this.component = component;
            this.description = description;
        }
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        var components = api.getComponents();
        components.addSecurityScheme(
                BEARER,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description("The token that logging in answers."));
        components.addSecurityScheme(
                HEADER,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.HEADER)
                        .name("X-Docspell-Auth")
                        .description("The same token, where clients of the peer look for it."));
        for (var refusal : Refusal.values()) {
            components.addResponse(
                    refusal.component,
                    OASFactory.createAPIResponse()
                            .description(refusal.description)
                            .content(problem()));
        }
        api.getPaths()
                .getPathItems()
                .forEach((path, item) ->
                        item.getOperations().forEach((method, operation) -> complete(operation, method, path)));
    }

    private static void complete(Operation operation, HttpMethod method, String path) {
        var id = operation.getOperationId();
        if (id != null) {
            operation.setOperationId(named(id));
        }
        Optional.ofNullable(operation.getParameters()).orElse(List.of()).stream()
                .filter(parameter -> parameter.getDescription() == null)
                .forEach(parameter -> parameter.setDescription(PARAMETERS.get(parameter.getName())));
        var responses = operation.getResponses();
        responses.getAPIResponses().forEach((status, response) -> describe(response, status, method));
        if (path.startsWith("/api/v1/sec/")) {
            operation.addSecurityRequirement(
                    OASFactory.createSecurityRequirement().addScheme(BEARER));
            operation.addSecurityRequirement(
                    OASFactory.createSecurityRequirement().addScheme(HEADER));
            refuse(responses, Refusal.UNAUTHORIZED);
            refuse(responses, Refusal.FORBIDDEN);
            refuse(responses, Refusal.TOO_MANY);
        }
        if (path.contains("{")) {
            refuse(responses, Refusal.NOT_FOUND);
        }
        if (operation.getRequestBody() != null) {
            refuse(responses, Refusal.MALFORMED);
            refuse(responses, Refusal.INVALID);
        }
        refuse(responses, Refusal.OTHER);
    }

    /** Where the code says nothing, the extension says "OK" and "Bad Request", and nothing of what a refusal looks like. */
    private static void describe(APIResponse response, String status, HttpMethod method) {
        if (status.startsWith("2") && "OK".equals(response.getDescription())) {
            response.setDescription(method == HttpMethod.GET ? "As asked for." : "Done.");
        } else if ("Bad Request".equals(response.getDescription())) {
            response.setDescription(null);
            response.setRef(Refusal.MALFORMED.component);
        } else if (status.compareTo("400") >= 0 && response.getContent() == null) {
            response.setContent(problem());
        }
    }

    /** An operation that has said more of it has the last word. */
    private static void refuse(APIResponses responses, Refusal refusal) {
        if (!responses.hasAPIResponse(refusal.status)) {
            responses.addAPIResponse(
                    refusal.status, OASFactory.createAPIResponse().ref(refusal.component));
        }
    }

    /** {@code ImapSettingsResource_get} is {@code imapSettingsGet}: generators name methods by it, in all languages. */
    private static String named(String id) {
        int method = id.indexOf('_');
        if (method < 0) {
            return id;
        }
        String room = id.substring(0, method).replaceFirst("Resource$", "");
        String act = id.substring(method + 1);
        return Character.toLowerCase(room.charAt(0))
                + room.substring(1)
                + Character.toUpperCase(act.charAt(0))
                + act.substring(1);
    }

    private static Content problem() {
        return OASFactory.createContent()
                .addMediaType(
                        ProblemBody.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("#/components/schemas/Problem")));
    }
}
