package io.mailroom.send;

import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedServer.Dialogue;
import java.io.IOException;
import java.util.Map;

/** A submission server that takes everything, but for what a test tells it to answer otherwise. */
public final class SmtpScript implements ScriptedServer.Script {

    /** In place of an answer: hangs up. */
    public static final String DROP = "(drop)";

    public static final String QUEUED = "250 2.0.0 Ok: queued as 4ABC";

    private final Map<String, String> answers;
    private final String moment;
    private final Runnable then;

    private SmtpScript(Map<String, String> answers, String moment, Runnable then) {
        this.answers = answers;
        this.moment = moment;
        this.then = then;
    }

    /** @param answers by the beginning of the command; {@code .} for the end of the message */
    public static ScriptedServer answering(Map<String, String> answers) {
        return ScriptedServer.start(new SmtpScript(answers, "", () -> {}));
    }

    /** Takes everything, and does something while it has the message and has not answered yet. */
    public static ScriptedServer meanwhile(Runnable beforeVerdict) {
        return before(".", beforeVerdict);
    }

    /** Takes everything, and does something before it answers this command. */
    public static ScriptedServer before(String command, Runnable then) {
        return ScriptedServer.start(new SmtpScript(Map.of(), command, then));
    }

    @Override
    public void run(Dialogue dialogue) throws IOException {
        if (!answer(dialogue, "(greeting)", "220 mail.example.org ready")) {
            return;
        }
        for (var line = dialogue.read(); line != null; line = dialogue.read()) {
            var usual = line.startsWith("EHLO") ? "250-mail.example.org\r\n250 8BITMIME" : "250 2.1.0 Ok";
            if (!answer(dialogue, line, line.equals("DATA") ? "354 go on" : usual)) {
                return;
            }
            if (line.equals("DATA") && answers.keySet().stream().noneMatch(line::startsWith)) {
                dialogue.readData();
                if (!answer(dialogue, ".", QUEUED)) {
                    return;
                }
            }
        }
    }

    private boolean answer(Dialogue dialogue, String line, String usual) throws IOException {
        if (line.equals(moment)) {
            then.run();
        }
        var answer = answers.entrySet().stream()
                .filter(entry -> line.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(usual);
        if (answer.equals(DROP)) {
            dialogue.drop();
            return false;
        }
        dialogue.say(answer);
        return true;
    }
}
