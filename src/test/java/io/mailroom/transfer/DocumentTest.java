package io.mailroom.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailroom.web.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSPHRASE = "a horse, a battery and a staple";
    private static final String PASSWORD = "geheim: ümläut";

    private static final byte[] DOCUMENT = written();

    private static byte[] written() {
        try {
            var bytes = new ByteArrayOutputStream();
            var document = new DocumentWriter(
                    bytes, DocumentKey.fresh(PASSPHRASE), Scope.EVERYTHING, Instant.ofEpochMilli(1_700_000_000_000L));
            document.add(parcel("anna"));
            document.add(parcel("ben"));
            document.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Parcel parcel(String login) {
        return new Parcel("home", login, List.of(item("imap", "first"), item("imap", "second")));
    }

    private static Parcel.Item item(String kind, String name) {
        var value = JSON.createObjectNode().put("imapHost", "imap.example.org").put("imapPort", 993);
        return new Parcel.Item(kind, new Piece(name, value, Map.of("imapPassword", PASSWORD)));
    }

    private static List<Parcel> read(byte[] document, String passphrase) throws IOException {
        var reader =
                DocumentReader.open(JSON.createParser(document), parameters -> DocumentKey.of(passphrase, parameters));
        var parcels = new ArrayList<Parcel>();
        for (Optional<Parcel> next = reader.next(); next.isPresent(); next = reader.next()) {
            parcels.add(next.get());
        }
        return parcels;
    }

    @Test
    void documentShouldComeBackAsItWas() throws Exception {
        assertThat(read(DOCUMENT, PASSPHRASE)).isEqualTo(List.of(parcel("anna"), parcel("ben")));
    }

    @Test
    void documentShouldShowNoSecret() {
        assertThat(new String(DOCUMENT, UTF_8))
                .contains("imap.example.org")
                .doesNotContain(PASSWORD, "geheim", PASSPHRASE);
    }

    @Test
    void documentShouldBeReadWhenItWasPrintedInAnotherWay() throws Exception {
        var sorted = com.fasterxml.jackson.databind.json.JsonMapper.builder()
                .configure(com.fasterxml.jackson.databind.cfg.JsonNodeFeature.WRITE_PROPERTIES_SORTED, true)
                .build()
                .writeValueAsBytes(JSON.readTree(DOCUMENT));

        assertThat(read(sorted, PASSPHRASE)).hasSize(2);
    }

    @Test
    void wrongPassphraseShouldBeToldAsThat() {
        assertThatThrownBy(() -> read(DOCUMENT, "a horse, a battery and a stable"))
                .isInstanceOf(Problem.class)
                .hasMessage("passphrase is not the one that this document was sealed with");
    }

    @Test
    void passphraseShouldBeTheSameFromAnyKeyboard() {
        var parameters = DocumentKey.fresh("ein Pferd und Zubehör").parameters();

        assertThat(DocumentKey.of("ein Pferd und Zubeho\u0308r", parameters).parameters())
                .isEqualTo(parameters);
    }

    @Test
    void passphraseShouldHaveTwelveCharacters() {
        assertThatThrownBy(() -> DocumentKey.fresh("eleven char"))
                .hasMessage("passphrase must have at least 12 characters");
    }

    @Test
    void derivationShouldBeBoundedWhenADocumentAsksForMore() {
        var greedy = new KeyParameters("argon2id", 4 * 1024 * 1024, 3, 1, "", "");

        assertThatThrownBy(() -> DocumentKey.of(PASSPHRASE, greedy))
                .hasMessage("document.key asks for a derivation that is not done here");
    }

    static Stream<Consumer<ObjectNode>> tamperings() {
        return Stream.of(
                document -> document.put("created", 1),
                document -> document.put("of", "user"),
                document -> document.put("seal", "AAAA"),
                document -> entry(document, 0, 0).withObject("/value").put("imapHost", "evil.example.org"),
                document -> entry(document, 0, 0).put("name", "other"),
                document -> ((ObjectNode) document.at("/parcels/0")).put("login", "eve"),
                document -> parcels(document).remove(0),
                document -> parcels(document).remove(1),
                document -> parcels(document).insert(0, parcels(document).remove(1)),
                document -> ((ArrayNode) document.at("/parcels/0/entries")).remove(1),
                document -> entry(document, 0, 0)
                        .set("secrets", entry(document, 1, 0).get("secrets")));
    }

    private static ObjectNode entry(ObjectNode document, int parcel, int entry) {
        return (ObjectNode) document.at("/parcels/" + parcel + "/entries/" + entry);
    }

    private static ArrayNode parcels(ObjectNode document) {
        return (ArrayNode) document.get("parcels");
    }

    @ParameterizedTest
    @MethodSource("tamperings")
    void documentShouldBeRefusedWhenItWasTamperedWith(Consumer<ObjectNode> tampering) throws Exception {
        JsonNode document = JSON.readTree(DOCUMENT);
        tampering.accept((ObjectNode) document);

        assertThatThrownBy(() -> read(JSON.writeValueAsBytes(document), PASSPHRASE))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("The document was changed");
    }

    @Test
    void secretShouldOpenInItsPlaceOnly() {
        var key = DocumentKey.fresh(PASSPHRASE);
        var sealed = key.seal(PASSWORD, new Place("home", "anna", "imap", "first", "imapPassword"));

        assertThat(key.open(sealed, new Place("home", "anna", "imap", "first", "imapPassword")))
                .isEqualTo(PASSWORD);
        assertThatThrownBy(() -> key.open(sealed, new Place("home", "anna", "imap", "second", "imapPassword")))
                .isInstanceOf(Problem.class);
    }

    @Test
    void documentShouldBeRefusedWhenItIsCutOff() {
        for (int length : new int[] {0, 1, 200, DOCUMENT.length / 2, DOCUMENT.length - 10}) {
            var half = java.util.Arrays.copyOf(DOCUMENT, length);

            assertThatThrownBy(() -> read(half, PASSPHRASE)).isInstanceOf(Problem.class);
        }
    }

    @Test
    void documentShouldBeRefusedWhenItIsOfALaterVersion() {
        var later = new String(DOCUMENT, UTF_8).replace("mailroom-export/1", "mailroom-export/2");

        assertThatThrownBy(() -> read(later.getBytes(UTF_8), PASSPHRASE))
                .hasMessageStartingWith("document.format is not mailroom-export/1");
    }
}
