package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What breaks clients, and what does not. */
class ContractChangesTest {

    private static final String API = """
            {"paths": {"/a": {"post": {"operationId": "make",
              "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
              "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}},
              "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Out"}}}}}}}},
             "components": {"schemas": {
               "In": {"type": "object", "required": ["x"],
                      "properties": {"x": {"type": "string", "enum": ["i", "j"]}, "y": {"type": "string", "maxLength": 9}}},
               "Out": {"type": "object", "required": ["u"],
                       "properties": {"u": {"type": "string", "enum": ["m", "n"]}, "v": {"type": "integer"}}}}}}""";

    private static ApiDocument api(String json) throws JsonProcessingException {
        return new ApiDocument(ApiDocument.JSON.readTree(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"/a\"|\"/b\"|POST /a is gone",
                "\"post\"|\"put\"|POST /a is gone",
                "\"make\"|\"do\"|operationId",
                "\"q\"|\"p\"|parameter q: it is gone",
                "\"in\": \"query\"|\"in\": \"query\", \"required\": true|parameter q: it is required",
                "\"required\": [\"x\"]|\"required\": [\"x\", \"y\"]|In.y is required",
                "[\"i\", \"j\"]|[\"i\"]|In.x: its values",
                "\"maxLength\": 9|\"maxLength\": 8|In.y: its maxLength",
                "\"v\": {|\"w\": {|Out.v is gone",
                "\"required\": [\"u\"]|\"required\": []|Out.u may be missing",
                "[\"m\", \"n\"]|[\"m\", \"n\", \"o\"]|Out.u: its values",
                "\"integer\"|\"string\"|Out.v: its type",
                "\"200\"|\"204\"|answer 200 is gone"
            })
    void changeShouldBeNamedWhenItBreaksClients(String old, String now, String told) throws JsonProcessingException {
        assertThat(API).contains(old);

        assertThat(ContractChanges.between(api(API), api(API.replace(old, now))))
                .singleElement()
                .asString()
                .contains(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"i\", \"j\"]|[\"i\", \"j\", \"k\"]",
                "[\"m\", \"n\"]|[\"m\"]",
                "\"required\": [\"x\"]|\"required\": []",
                "\"required\": [\"u\"]|\"required\": [\"u\", \"v\"]",
                "\"maxLength\": 9|\"maxLength\": 10",
                "\"v\": {|\"w\": {\"type\": \"string\"}, \"v\": {",
                "\"/a\"|\"/c\": {\"get\": {}}, \"/a\""
            })
    void changeShouldBeFineWhenNoClientNotices(String old, String now) throws JsonProcessingException {
        assertThat(API).contains(old);

        assertThat(ContractChanges.between(api(API), api(API.replace(old, now))))
                .isEmpty();
    }
}
