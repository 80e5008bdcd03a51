package io.mailroom.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import java.util.List;

/** Inputs of the API that do not come as the body of a request: held to the same types and constraints. */
@ApplicationScoped
public class Inputs {

    private final ObjectMapper json;
    private final Validator validator;

    Inputs(ObjectMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /** @throws Problem 400 or 422, as the endpoint would say it */
    public <I> I read(JsonNode value, Class<I> type) {
        I input;
        try {
            input = json.treeToValue(value, type);
        } catch (JacksonException e) {
            throw Problem.malformed(ProblemMappers.whatIsWrong(e));
        }
        var errors = validator.validate(input).stream()
                .map(ProblemMappers::error)
                .sorted()
                .toList();
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return input;
    }

    /** What is shown of something, as a client could send it: without what is not theirs to say, and without nulls. */
    public ObjectNode written(Object view, String... without) {
        ObjectNode value = json.valueToTree(view);
        value.remove(List.of(without));
        value.properties().removeIf(field -> field.getValue().isNull());
        return value;
    }
}
