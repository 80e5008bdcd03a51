package io.mailroom.web;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a form: named as in the JSON of the same input, so that its refusals find them, and what people call them. */
public final class Fields {

    private final Map<String, String> labels;
    private final String prefix;

    private Fields(Map<String, String> labels, String prefix) {
        this.labels = labels;
        this.prefix = prefix;
    }

    /** Names and labels in turn. */
    public static Fields of(String... namesAndLabels) {
        var labels = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndLabels.length; i += 2) {
            labels.put(namesAndLabels[i], namesAndLabels[i + 1]);
        }
        return new Fields(labels, "f");
    }

    /** Of a form that is not alone on its page: what the ids of its fields begin with there. */
    public Fields withIds(String prefix) {
        return new Fields(labels, prefix);
    }

    String prefix() {
        return prefix;
    }

    /** To be filled with {@link Form#with}. */
    public Form blank() {
        return new Form(this, Map.of());
    }

    /** What was submitted; anything that is no field of this form is dropped. */
    public Form read(MultivaluedMap<String, String> submitted) {
        return read((Map<String, List<String>>) submitted);
    }

    public Form read(Map<String, List<String>> submitted) {
        var values = new LinkedHashMap<>(submitted);
        values.keySet().retainAll(labels.keySet());
        return new Form(this, values);
    }

    boolean has(String name) {
        return labels.containsKey(name);
    }

    String label(String name) {
        return labels.getOrDefault(name, name);
    }

    /** The field that a JSON path is about: {@code recipients} for {@code recipients[2].address}, unless there are closer ones. */
    Optional<String> at(String jsonPath) {
        String path = jsonPath;
        while (!path.isEmpty() && !has(path)) {
            path = path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
        }
        return Optional.of(path).filter(found -> !found.isEmpty());
    }
}
