package io.mailroom.account;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Which operations of the API's document take an API token, and with which scope: what {@link ApiScopes} decides. */
@OpenApiFilter(value = OpenApiFilter.RunStage.BUILD, priority = 0) // after web.ApiDescription: sessions are named first
public class ApiTokenDescription implements OASFilter {

    private static final String SCHEME = "apiToken";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getComponents()
                .addSecurityScheme(
                        SCHEME,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("mlr_...")
                                .description("An API token that has the scope which the operation names, also in "
                                        + TokenAuthentication.HEADER + "."));
        // Since OpenAPI 3.1 a requirement says what is needed for schemes of any type, not of OAuth2 only.
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((method, operation) -> {
                    if (ApiScopes.of(method.name(), path) instanceof ApiScopes.Need.Scope(var scope)) {
                        operation.addSecurityRequirement(
                                OASFactory.createSecurityRequirement().addScheme(SCHEME, List.of(scope.word())));
                    }
                }));
    }
}
