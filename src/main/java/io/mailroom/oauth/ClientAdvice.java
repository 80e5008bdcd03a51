package io.mailroom.oauth;

import io.mailroom.oauth.TokenAnswer.Misconfigured;

/** What is wrong with the client that we are to a provider, as sentences for whoever reads them to an administrator. */
final class ClientAdvice {

    private ClientAdvice() {}

    static String of(Misconfigured wrong) {
        return step(wrong) + " The mailbox and its authorisation are not at fault. (" + wrong.message() + ")";
    }

    static String otherClient(HeldTokens held) {
        return "The authorisation " + held.name() + " was given to another client than the one that the provider "
                + held.provider()
                + " is configured with now. An administrator has to configure that one again; if it is"
                + " gone for good, authorise again.";
    }

    private static String step(Misconfigured wrong) {
        var said = wrong.message();
        if (said.contains("AADSTS7000222")) {
            return "The client secret has expired at the provider. An administrator has to make a new one and configure it.";
        }
        if (said.contains("AADSTS700016")) {
            return "The provider does not know the client id in this tenant. An administrator has to check both.";
        }
        return switch (wrong.error()) {
            case "invalid_client" ->
                "The provider does not take our client id and secret. An administrator has to check them.";
            case "unauthorized_client" ->
                "The provider does not let our client renew access. An administrator has to allow it there.";
            case "invalid_scope" ->
                "The provider no longer gives our client these rights. An administrator has to check them.";
            default ->
                "The provider does not take our request. An administrator has to check how the client is configured.";
        };
    }
}
