package io.mailroom.browser;

import io.mailroom.testsupport.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Brings the service, once for all browser tests, and a visit for each test. */
class Visits implements ExecutionCondition, ParameterResolver, AfterEachCallback {

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(Visits.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean required = Boolean.parseBoolean(System.getenv("MAILROOM_REQUIRE_BROWSER"));
        return required || Chromium.program().isPresent()
                ? ConditionEvaluationResult.enabled("There is a Chromium, or has to be")
                : ConditionEvaluationResult.disabled("No Chromium on this machine; MAILROOM_CHROMIUM may name one");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Visit.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(OURS)
                .getOrComputeIfAbsent(Visit.class, type -> new Visit(Chromium.get(), service(context)), Visit.class);
    }

    /** What a browser complains of is a failure of the test that made it do so. */
    @Override
    public void afterEach(ExtensionContext context) {
        Visit visit = context.getStore(OURS).remove(Visit.class, Visit.class);
        if (visit != null) {
            boolean failed = context.getExecutionException().isPresent();
            visit.end(failed ? context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName() : null);
        }
    }

    private static Sandbox service(ExtensionContext context) {
        return context.getRoot()
                .getStore(OURS)
                .getOrComputeIfAbsent(Sandbox.class, type -> Sandbox.start(), Sandbox.class);
    }

    /** The packaged service with the mail server to try things on. */
    record Sandbox(ServiceProcess service, int imapPort, int smtpPort) implements AutoCloseable {

        static Sandbox start() {
            int imap = freePort();
            int smtp = freePort();
            try {
                Path data = Files.createTempDirectory("mailroom-browser");
                return new Sandbox(
                        ServiceProcess.start(
                                data,
                                "-Dmailroom.sandbox.enabled=true",
                                "-Dmailroom.ops.operators=operators/anna",
                                "-Dmailroom.sandbox.imap-port=" + imap,
                                "-Dmailroom.sandbox.smtp-port=" + smtp),
                        imap,
                        smtp);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static int freePort() {
            try (var socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            service.close();
        }
    }
}
