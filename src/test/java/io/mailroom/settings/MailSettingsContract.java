package io.mailroom.settings;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.mailroom.testsupport.Problems.withoutItsRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.TlsInfo;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.User;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings of both protocols do alike, over HTTP. */
interface MailSettingsContract {

    /** What nobody has connected to yet is neither well nor unwell. */
    Map<String, Object> UNUSED = Map.of("state", "unknown", "failures", 0);

    String PASSWORD = "pa55-w0rd-äö";

    /** {@code smtp} or {@code imap}: the path, and what the names of fields begin with. */
    String protocol();

    /** Valid settings with every optional field. */
    Map<String, Object> complete(String name);

    /** Valid settings with no optional field. */
    Map<String, Object> minimal(String name);

    default String path() {
        return "/api/v1/sec/email/settings/" + protocol();
    }

    default String field(String suffix) {
        return protocol() + suffix;
    }

    default Response post(User user, Map<String, ?> settings) {
        return user.request().body(settings).post(path());
    }

    default Response get(User user, String name) {
        return user.request().get(path() + "/{name}", name);
    }

    default Response put(User user, String name, Map<String, ?> settings) {
        return user.request().body(settings).put(path() + "/{name}", name);
    }

    default Response delete(User user, String name) {
        return user.request().delete(path() + "/{name}", name);
    }

    default User withStored(String... names) {
        User user = User.anAdmin();
        for (String name : names) {
            assertThat(post(user, complete(name)).statusCode()).isEqualTo(200);
        }
        return user;
    }

    default Map<String, Object> with(Map<String, Object> settings, Object... changes) {
        var changed = new HashMap<>(settings);
        for (int i = 0; i < changes.length; i += 2) {
            changed.put((String) changes[i], changes[i + 1]);
        }
        return changed;
    }

    default Map<String, Object> without(Map<String, Object> settings, String... fields) {
        var changed = new HashMap<>(settings);
        changed.keySet().removeAll(List.of(fields));
        return changed;
    }

    @Test
    default void getShouldAnswerWhatWasPostedButThePassword() {
        User user = User.anAdmin();

        var posted = post(user, complete("example.org"));
        var got = get(user, "example.org");

        assertThat(posted.statusCode()).isEqualTo(200);
        assertThat(posted.<Map<String, Object>>path(""))
                .isEqualTo(Map.of("success", true, "message", "Mail settings stored."));
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.<Map<String, Object>>path(""))
                .isEqualTo(with(
                        without(complete("example.org"), field("Password")),
                        "hasPassword",
                        true,
                        "health",
                        UNUSED,
                        "version",
                        0,
                        "warnings",
                        List.of(MailSetting.CERTIFICATES_IGNORED)));
        assertThat(got.header("ETag")).isEqualTo("\"0\"").isEqualTo(posted.header("ETag"));
    }

    @Test
    default void getShouldLeaveOutWhatIsAbsent() {
        User user = User.anAdmin();

        post(user, minimal("bare"));

        assertThat(get(user, "bare").<Map<String, Object>>path(""))
                .isEqualTo(with(
                        minimal("bare"),
                        "ignoreCertificates",
                        false,
                        "useOAuth",
                        false,
                        "hasPassword",
                        false,
                        "health",
                        UNUSED,
                        "version",
                        0));
    }

    @Test
    default void emptyTextsShouldCountAsAbsent() {
        User user = User.anAdmin();

        var posted = post(user, with(minimal("bare"), field("User"), "", field("Password"), ""));

        assertThat(posted.statusCode()).isEqualTo(200);
        assertThat(get(user, "bare").<Map<String, Object>>path(""))
                .doesNotContainKey(field("User"))
                .containsEntry("hasPassword", false);
    }

    @Test
    default void listShouldBeOrderedByNameAndWithoutPasswords() {
        User user = withStored("b", "c", "a");

        var listed = user.request().get(path());

        assertThat(listed.<List<String>>path("items.name")).containsExactly("a", "b", "c");
        assertThat(listed.<List<Boolean>>path("items.hasPassword")).containsOnly(true);
        assertThat(listed.asString()).doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @CsvSource({"GMAIL, 'gmail.com,x_gmail'", "_, x_gmail", "%, ''", "'', 'gmail.com,posteo.de,x_gmail'", "x., ''"})
    default void listShouldHoldNamesWithThePartWhenOneIsAskedFor(String part, String names) {
        User user = withStored("posteo.de", "gmail.com", "x_gmail");

        var listed = user.request().queryParam("q", part).get(path());

        assertThat(listed.<List<String>>path("items.name"))
                .isEqualTo(Stream.of(names.split(",")).filter(n -> !n.isEmpty()).toList());
    }

    @Test
    default void putShouldReplaceEverything() {
        User user = withStored("a");

        var put = put(user, "a", with(minimal("a"), field("Host"), "mail.example.net", "sslType", "none"));

        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(put.<String>path("message")).isEqualTo("Mail settings stored.");
        assertThat(put.header("ETag")).isEqualTo("\"1\"");
        assertThat(get(user, "a").<Map<String, Object>>path(""))
                .containsEntry(field("Host"), "mail.example.net")
                .containsEntry("sslType", "none")
                .containsEntry("version", 1)
                .doesNotContainKeys(field("Port"), field("User"));
    }

    @Test
    default void putShouldKeepThePasswordWhenItIsLeftOutOrNull() {
        User user = withStored("a");

        put(user, "a", without(complete("a"), field("Password")));
        put(user, "a", with(complete("a"), field("Password"), null));

        assertThat(get(user, "a").<Map<String, Object>>path(""))
                .containsEntry("hasPassword", true)
                .containsEntry("version", 2);
    }

    @Test
    default void putShouldClearThePasswordWhenItIsEmpty() {
        User user = withStored("a");

        put(user, "a", with(complete("a"), field("Password"), ""));

        assertThat(get(user, "a").<Boolean>path("hasPassword")).isFalse();
    }

    @Test
    default void putShouldRenameWhenTheBodyHasAnotherName() {
        User user = withStored("old");

        var put = put(user, "old", complete("fresh"));

        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(get(user, "fresh").<Boolean>path("hasPassword")).isTrue();
        assertProblem(get(user, "old"), 404, "not-found");
    }

    @Test
    default void putShouldCreateNothing() {
        User user = User.anAdmin();

        assertProblem(put(user, "a", complete("a")), 404, "not-found");

        assertThat(user.request().get(path()).<List<?>>path("items")).isEmpty();
    }

    @Test
    default void aTakenNameShouldBeRefused() {
        User user = withStored("a", "b");

        assertProblem(post(user, complete("a")), 409, "conflict");
        assertProblem(put(user, "b", complete("a")), 409, "conflict");

        assertThat(user.request().get(path()).<List<String>>path("items.name")).containsExactly("a", "b");
    }

    @Test
    default void oneShouldWinWhenManyTakeTheSameNameAtOnce() throws Exception {
        User user = User.anAdmin();

        var statuses = atOnce(8, () -> post(user, complete("a")).statusCode());

        assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
    }

    @Test
    default void oneShouldWinWhenManyReplaceTheSameVersionAtOnce() throws Exception {
        User user = withStored("a");

        var statuses = atOnce(
                8, () -> put(user, "a", with(complete("a"), "version", 0)).statusCode());

        assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
        assertThat(get(user, "a").<Integer>path("version")).isEqualTo(1);
    }

    private static List<Integer> atOnce(int times, Callable<Integer> request) throws Exception {
        try (var threads = Executors.newFixedThreadPool(times)) {
            var statuses = new ArrayList<Integer>();
            for (var answer : threads.invokeAll(
                    IntStream.range(0, times).mapToObj(i -> request).toList())) {
                statuses.add(answer.get());
            }
            return statuses;
        }
    }

    @Test
    default void putShouldBeRefusedWhenItsVersionIsStale() {
        User user = withStored("a");
        put(user, "a", complete("a"));

        assertProblem(put(user, "a", with(complete("a"), "version", 0)), 409, "stale");
        assertThat(put(user, "a", with(complete("a"), "version", 1)).statusCode())
                .isEqualTo(200);
        assertThat(put(user, "a", complete("a")).statusCode()).isEqualTo(200);

        assertThat(get(user, "a").<Integer>path("version")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"'\"0\"', 409", "'W/\"1\"', 409", "1, 409", "'\"1\"', 200", "'\"0\", \"1\"', 200", "*, 200"})
    default void ifMatchShouldBeChecked(String ifMatch, int status) {
        User user = withStored("a");
        put(user, "a", complete("a"));

        var put = user.request().header("If-Match", ifMatch).body(complete("a")).put(path() + "/a");
        var deleted = user.request()
                .header("If-Match", ifMatch.replace('1', status == 200 ? '2' : '1'))
                .delete(path() + "/a");

        assertThat(put.statusCode()).isEqualTo(status);
        assertThat(deleted.statusCode()).isEqualTo(status);
    }

    @Test
    default void whatGetAnswersShouldBeFitForPut() {
        User user = withStored("a");
        Map<String, Object> read = get(user, "a").path("");

        var put = put(user, "a", with(read, "hasPassword", false, "health", Map.of("state", "ok")));

        assertThat(put.statusCode()).as(put.asString()).isEqualTo(200);
        assertThat(get(user, "a").<Map<String, Object>>path("")).isEqualTo(with(read, "version", 1));
    }

    @Test
    default void theNewVersionShouldBeAnsweredWhenThereAreManyChanges() {
        User user = withStored("a");

        put(user, "a", complete("a"));
        var put = put(user, "a", with(complete("a"), "version", 1));

        assertThat(put.header("ETag")).isEqualTo(get(user, "a").header("ETag")).isEqualTo("\"2\"");
    }

    @Test
    default void deletedShouldBeGone() {
        User user = withStored("a");

        var deleted = delete(user, "a");

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.<String>path("message")).isEqualTo("Mail settings removed");
        assertProblem(get(user, "a"), 404, "not-found");
        assertProblem(delete(user, "a"), 404, "not-found");
    }

    @Test
    default void everyWrongFieldShouldBeNamed() {
        var wrong = with(
                complete("with space"),
                field("Host"),
                "mail example.org",
                field("Port"),
                0,
                field("User"),
                "a\r\nb",
                field("Password"),
                "x\0",
                "sslType",
                "tls");

        var refused = post(User.anAdmin(), wrong);

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<List<String>>path("errors.field"))
                .containsExactlyInAnyOrder(
                        "name", field("Host"), field("Port"), field("User"), field("Password"), "sslType");
        assertThat(refused.asString()).doesNotContain("x\\u0000");
    }

    @Test
    default void everyMissingFieldShouldBeNamed() {
        var refused = post(User.anAdmin(), Map.of());

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<List<String>>path("errors.field"))
                .containsExactlyInAnyOrderElementsOf(minimal("x").keySet());
    }

    @Test
    default void putShouldNameEveryWrongFieldToo() {
        User user = withStored("a");

        var refused = put(user, "a", Map.of("name", "..", field("Host"), " "));

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<List<String>>path("errors.field")).contains("name", field("Host"), "sslType");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65535})
    default void portShouldBeTakenWhenInRange(int port) {
        assertThat(post(User.anAdmin(), with(minimal("a"), field("Port"), port)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    default void portShouldBeRefusedWhenOutOfRange(int port) {
        var refused = post(User.anAdmin(), with(minimal("a"), field("Port"), port));

        assertThat(refused.<List<String>>path("errors.field")).containsExactly(field("Port"));
    }

    @Test
    default void longTextsShouldBeRefused() {
        var refused = post(
                User.anAdmin(),
                with(
                        minimal("a".repeat(129)),
                        field("Host"),
                        "a.".repeat(130) + "org",
                        field("User"),
                        "u".repeat(321),
                        field("Password"),
                        "p".repeat(8193)));

        assertThat(refused.<List<String>>path("errors.field"))
                .containsExactlyInAnyOrder("name", field("Host"), field("User"), field("Password"));
    }

    @ParameterizedTest
    @CsvSource({"SSL, ssl", "StartTLS, starttls", "none, none", "noencryption, none", "NoEncryption, none"})
    default void sslTypeShouldBeReadInAnyCase(String sent, String answered) {
        User user = User.anAdmin();

        post(user, with(minimal("a"), "sslType", sent));

        assertThat(get(user, "a").<String>path("sslType")).isEqualTo(answered);
    }

    @Test
    default void pinnedCertificateShouldBeKeptInOneSpelling() {
        User user = User.anAdmin();
        var digits = TlsInfo.fingerprint(new Certificates().forHost("a").certificate());
        var openSsl = digits.toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");

        var posted = post(user, with(minimal("a"), "pinnedCertificate", openSsl));

        assertThat(posted.statusCode()).as(posted.asString()).isEqualTo(200);
        assertThat(get(user, "a").<Map<String, Object>>path(""))
                .containsEntry("pinnedCertificate", digits)
                .containsEntry("ignoreCertificates", false)
                .doesNotContainKey("warnings");
        assertThat(put(user, "a", get(user, "a").path("")).statusCode()).isEqualTo(200);
    }

    @Test
    default void authoritiesShouldBeKeptAsTheyWereGiven() {
        User user = User.anAdmin();
        var two = "Ours, since 2024\n" + new Certificates().authorityPem() + "\n" + new Certificates().authorityPem();

        var posted = post(user, with(minimal("a"), "caCertificates", two));

        assertThat(posted.statusCode()).as(posted.asString()).isEqualTo(200);
        assertThat(get(user, "a").<String>path("caCertificates")).isEqualTo(two);
        put(user, "a", with(minimal("a"), "caCertificates", "", "pinnedCertificate", ""));
        assertThat(get(user, "a").<Map<String, Object>>path("")).doesNotContainKeys("caCertificates");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef00",
                "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    default void pinnedCertificateShouldBeRefusedWhenItIsNoFingerprint(String wrong) {
        var refused = post(User.anAdmin(), with(minimal("a"), "pinnedCertificate", wrong));

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<List<String>>path("errors.field")).containsExactly("pinnedCertificate");
        assertThat(refused.<String>path("errors[0].message")).contains("64 hexadecimal digits");
    }

    @Test
    default void authoritiesShouldBeRefusedWithTheReason() {
        var good = new Certificates().authorityPem();
        for (var wrong : Map.of(
                        "no certificate at all",
                        "from -----BEGIN CERTIFICATE-----",
                        good + "-----BEGIN CERTIFICATE-----\nMIIB",
                        "from -----BEGIN CERTIFICATE-----",
                        good + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                        "certificates only, and holds a PRIVATE KEY",
                        good + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                        "place 2")
                .entrySet()) {
            var refused = post(User.anAdmin(), with(minimal("a"), "caCertificates", wrong.getKey()));

            assertProblem(refused, 422, "invalid");
            assertThat(refused.<List<String>>path("errors.field")).containsExactly("caCertificates");
            assertThat(refused.<String>path("errors[0].message")).contains(wrong.getValue());
        }
    }

    @Test
    default void kindsOfTrustShouldExcludeEachOther() {
        var pin = "0".repeat(64);
        var pem = new Certificates().authorityPem();

        var two = post(User.anAdmin(), with(minimal("a"), "pinnedCertificate", pin, "caCertificates", pem));
        var withIgnore = post(User.anAdmin(), with(minimal("a"), "ignoreCertificates", true, "caCertificates", pem));

        assertProblem(two, 422, "invalid");
        assertThat(two.<List<String>>path("errors.field"))
                .containsExactlyInAnyOrder("pinnedCertificate", "caCertificates");
        assertThat(withIgnore.<List<String>>path("errors.field"))
                .containsExactlyInAnyOrder("ignoreCertificates", "caCertificates");
        assertThat(withIgnore.<String>path("errors[0].message")).contains("excludes the others");
    }

    @Test
    default void theWrongJsonTypeShouldBeMalformed() {
        User user = User.anAdmin();

        for (var wrong : List.of(
                with(minimal("a"), field("Port"), "993"),
                with(minimal("a"), field("Port"), 993.5),
                with(minimal("a"), field("Host"), 1),
                with(minimal("a"), "sslType", true),
                with(minimal("a"), "useOAuth", "yes"),
                with(minimal("a"), "name", List.of("a")))) {
            assertProblem(post(user, wrong), 400, "malformed");
        }
        assertProblem(user.request().body("[]").post(path()), 400, "malformed");
        assertProblem(user.request().body("{").post(path()), 400, "malformed");
    }

    @Test
    default void anEmptyBodyShouldBeRefused() {
        var refused = User.anAdmin().request().post(path());

        assertThat(refused.statusCode()).isBetween(400, 422);
        assertThat(refused.contentType()).startsWith("application/problem+json");
    }

    /** More than the event loop buffers at once. */
    @Test
    default void aLongBodyShouldBeRead() {
        User user = withStored("a");

        var put = put(user, "a", with(complete("a"), "comment", "x".repeat(100_000)));

        assertThat(put.statusCode()).as(put.asString()).isEqualTo(200);
    }

    @Test
    default void anotherMediaTypeShouldBeRefused() {
        var refused =
                User.anAdmin().request().contentType(ContentType.TEXT).body("x").post(path());

        assertProblem(refused, 415, "media-type");
    }

    @Test
    default void aNameThatCannotBeShouldBeUnknown() {
        User user = User.anAdmin();

        assertProblem(user.request().urlEncodingEnabled(false).delete(path() + "/%C3%A4"), 404, "not-found");
        assertProblem(user.request().urlEncodingEnabled(false).get(path() + "/a%00b"), 400, "malformed");
        assertProblem(user.request().urlEncodingEnabled(false).get(path() + "?q=%00"), 400, "malformed");
    }

    @Test
    default void aColleagueShouldNotSeeNorUseThem() {
        User anna = withStored("a");
        User ben = anna.aColleague("ben");

        assertStrangerIsKeptOut(anna, ben);
    }

    @Test
    default void anotherCollectiveShouldNotSeeNorUseThem() {
        assertStrangerIsKeptOut(withStored("a"), User.anAdmin());
    }

    private void assertStrangerIsKeptOut(User owner, User stranger) {
        String unknown = withoutItsRequest(get(stranger, "never-there"));
        assertProblem(get(stranger, "a"), 404, "not-found");
        assertThat(withoutItsRequest(get(stranger, "a")).replace(" a.", " never-there."))
                .isEqualTo(unknown);
        assertProblem(put(stranger, "a", complete("a")), 404, "not-found");
        assertProblem(delete(stranger, "a"), 404, "not-found");
        assertThat(stranger.request().get(path()).<List<?>>path("items")).isEmpty();
        assertThat(post(stranger, minimal("a")).statusCode()).isEqualTo(200);

        assertThat(get(owner, "a").<Map<String, Object>>path(""))
                .containsEntry("version", 0)
                .containsEntry("hasPassword", true);
    }

    @Test
    default void nobodyShouldGetInWithoutToken() {
        for (var refused : List.of(
                RestAssured.get(path()),
                RestAssured.get(path() + "/a"),
                RestAssured.given()
                        .contentType(ContentType.JSON)
                        .body(minimal("a"))
                        .post(path()),
                RestAssured.given()
                        .contentType(ContentType.JSON)
                        .body(minimal("a"))
                        .put(path() + "/a"),
                RestAssured.delete(path() + "/a"))) {
            assertProblem(refused, 401, "unauthorized");
        }
    }
}
