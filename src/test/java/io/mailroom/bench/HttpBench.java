package io.mailroom.bench;

import io.mailroom.testsupport.ApiClient;
import io.mailroom.testsupport.ServiceProcess;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Requests per second of reading one IMAP setting, beside a bare endpoint of the same build that does one reactive select.
 * The load comes from wrk. Arguments: seconds a measurement, and connections.
 */
public final class HttpBench {

    private HttpBench() {}

    public static void main(String[] args) throws Exception {
        String seconds = args.length > 0 ? args[0] : "15";
        String connections = args.length > 1 ? args[1] : "32";
        var data = Files.createTempDirectory("mailroom-bench");
        try (var service = ServiceProcess.start(data)) {
            var api = new ApiClient(service.port());
            api.signUp("bench");
            api.post(
                    "/sec/email/settings/imap",
                    Map.of(
                            "name", "bench",
                            "imapHost", "imap.example.org",
                            "imapUser", "anna",
                            "imapPassword", "secret",
                            "sslType", "ssl",
                            "ignoreCertificates", false,
                            "useOAuth", false));
            String base = "http://127.0.0.1:" + service.port();
            for (String name : List.of("warm-up", "1st", "2nd")) {
                System.out.println("== " + name);
                wrk(
                        "one IMAP setting",
                        seconds,
                        connections,
                        base + "/api/v1/sec/email/settings/imap/bench",
                        api.token());
                wrk("bare select", seconds, connections, base + "/api/bench/select", api.token());
            }
        } finally {
            ImportBench.delete(data);
        }
    }

    private static void wrk(String name, String seconds, String connections, String url, String token)
            throws Exception {
        var command = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s"));
        command.addAll(List.of("-H", "X-Docspell-Auth: " + token, "--latency", url));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        System.out.println(name + ": "
                + output.lines()
                        .map(String::strip)
                        .filter(line ->
                                line.startsWith("Requests/sec") || line.startsWith("99%") || line.startsWith("Non-2xx"))
                        .toList());
    }
}
