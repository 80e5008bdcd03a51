package io.mailroom.oauth;

import io.mailroom.oauth.TokenAnswer.Failure;
import io.mailroom.oauth.TokenAnswer.Misconfigured;
import io.mailroom.oauth.TokenAnswer.Temporary;
import io.mailroom.oauth.TokenAnswer.Terminal;
import io.mailroom.web.Problem;

/** What a request is answered that a provider has ended, with the provider's words and what can be done. */
final class ProviderProblem {

    private ProviderProblem() {}

    /** 502: it could not be asked, or did not answer as it should. */
    static Problem failed(String detail) {
        return Problem.of(502, "oauth-provider", "The OAuth2 provider refused or failed", detail);
    }

    static Problem unknown(String id) {
        return Problem.invalid(
                "provider",
                "is none of yours: there is no " + id
                        + " in GET /api/v1/sec/oauth/provider, where all of them are listed");
    }

    /** 422: nobody has registered this installation there, so that only a client that users bring along works. */
    static Problem unregistered(Provider provider) {
        return Problem.invalid(
                "provider",
                "has no client id: an admin has to register this installation at " + provider.displayName()
                        + " and store what it is given (POST /api/v1/sec/oauth/client, or the operator in the configuration)."
                        + " With a client of your own, send clientId, clientSecret and refreshToken to"
                        + " POST /api/v1/sec/oauth/grant");
    }

    /** 422 where the user or an admin can do something about it, 502 where only time can. */
    static Problem of(Failure failure, Provider provider) {
        return switch (failure) {
            case Temporary(var message, var retryAfter) ->
                failed(message + " That says nothing about you or your values; try again in a while.");
            case Terminal(var error, var message) -> refused(message + " Begin again.");
            case Misconfigured(var error, var message) ->
                refused(message + " The client " + (provider.own() ? "that your collective" : "that the operator")
                        + " has registered at " + provider.displayName()
                        + " is not accepted: its id, its secret or its redirect URI has to be corrected.");
        };
    }

    /** 422: it was asked, and said no. */
    static Problem refused(String detail) {
        return Problem.of(422, "oauth-refused", "No access to the mailbox was given", detail);
    }
}
