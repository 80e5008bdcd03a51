package smoke;

import client.ApiClient;
import client.ApiException;
import client.api.LoginApi;
import client.api.MailSettingsSmtpApi;
import client.api.OperationApi;
import client.api.UsersApi;
import client.model.EmailSettingsInput;
import client.model.LoginInput;
import client.model.RegisterInput;

/** What the generated Java client has to be able to do; {@code src/main/scripts/clients} puts it beside that and runs it. */
public final class Smoke {

    private Smoke() {}

    public static void main(String[] args) throws ApiException {
        var client = new ApiClient();
        client.updateBaseUri(args[0]);
        var version = new OperationApi(client).versionVersion();
        String collective = "java" + Long.toHexString(System.nanoTime());
        new UsersApi(client)
                .userRegister(
                        new RegisterInput().collectiveName(collective).login("anna").password("correct horse"));
        var session = new LoginApi(client)
                .authLogin(new LoginInput().account(collective + "/anna").password("correct horse"));
        client.setRequestInterceptor(request -> request.header("X-Docspell-Auth", session.getToken()));

        var settings = new MailSettingsSmtpApi(client);
        settings.smtpSettingsAdd(new EmailSettingsInput()
                .name("home")
                .smtpHost("smtp.example.org")
                .smtpPort(587)
                .sslType("starttls")
                .from("anna@example.org")
                .smtpPassword("not to be read"));
        var stored = settings.smtpSettingsGet("home");
        check(stored.getSmtpHost().equals("smtp.example.org"), "the host comes back");
        check(stored.getHasPassword(), "the password is there, and is not shown");
        try {
            settings.smtpSettingsGet("nothing");
            check(false, "what is not there is refused");
        } catch (ApiException refused) {
            check(refused.getCode() == 404, "the refusal is 404");
            check(refused.getResponseBody().contains("/problems/not-found"), "the refusal is a problem");
        }
        System.out.println("Java client: fine with " + version.getVersion());
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("Not so: " + what);
        }
    }
}
