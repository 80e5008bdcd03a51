package io.mailroom.send;

import io.mailroom.item.ItemFile;
import io.mailroom.mime.Attachment;
import io.mailroom.mime.DraftBody;
import io.mailroom.mime.HtmlPage;
import io.mailroom.template.Words;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a mail consists of: what it says, with the files that are shown within that, and those that lie beside it. */
record Contents(DraftBody body, List<Attachment> attachments) {

    /**
     * @param files by their ids or names the HTML refers to them; of two with one name to the first
     * @param domain of the sender
     * @throws Problem 422 when the HTML shows what does not go along
     */
    static Contents of(Words words, List<ItemFile> files, String domain) {
        var all = new LinkedHashMap<ItemFile, Attachment>();
        files.forEach(
                file -> all.put(file, new Attachment(file.name(), file.contentType(), file.size(), file.content())));
        if (words.html() == null) {
            return new Contents(new DraftBody(words.text(), null), List.copyOf(all.values()));
        }
        var page = HtmlPage.of(words.html());
        var shown = shown(page, all);
        var beside = all.values().stream()
                .filter(attachment -> !shown.containsValue(attachment))
                .toList();
        var text = words.text().isBlank() ? page.text() : words.text();
        return new Contents(new DraftBody(text, page.embedding(shown, domain)), beside);
    }

    private static Map<String, Attachment> shown(HtmlPage page, Map<ItemFile, Attachment> files) {
        var byName = new HashMap<String, Attachment>();
        files.forEach((file, attachment) -> byName.putIfAbsent(composed(file.name()), attachment));
        files.forEach((file, attachment) -> byName.put(file.id().toString(), attachment));
        var shown = new HashMap<String, Attachment>();
        var errors = new ArrayList<FieldError>();
        for (var name : page.references()) {
            var file = byName.getOrDefault(composed(name), byName.get(name.toLowerCase(Locale.ROOT)));
            if (file == null) {
                errors.add(new FieldError(
                        "html",
                        "shows cid:" + name
                                + ", which is neither the id of an attachment that goes along nor the name of a file"));
            } else {
                shown.put(name, file);
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return shown;
    }

    /** Some systems take the letters of a file's name apart. */
    private static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }
}
