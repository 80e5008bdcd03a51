package io.mailroom.web;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;

/** Submits forms: to the constraints of the API's input first, then to the service that it goes to. */
@ApplicationScoped
public class Forms {

    private final Validator validator;

    Forms(Validator validator) {
        this.validator = validator;
    }

    /** Adds what the constraints of the input say; whether the form is good then. */
    public boolean accepts(Form form, Object input) {
        validator.validate(input).stream()
                .map(ProblemMappers::error)
                .sorted()
                .forEach(error -> form.complain(error.field(), error.message()));
        return !form.isRefused();
    }

    /**
     * @param act what is done with a good input; a {@link Problem} of it that the user can do something about is shown in the form
     * @param again the page with the refused form
     */
    public Uni<RestResponse<TemplateInstance>> submit(
            Form form,
            Object input,
            Supplier<Uni<RestResponse<TemplateInstance>>> act,
            Function<Form, Uni<? extends TemplateInstance>> again) {
        if (!accepts(form, input)) {
            return again.apply(form).map(Reply::refused);
        }
        // Services refuse some inputs before there is a Uni of theirs.
        return Uni.createFrom()
                .<RestResponse<TemplateInstance>>deferred(act::get)
                .onFailure(Forms::isAboutTheInput)
                .recoverWithUni(
                        refusal -> again.apply(form.complain((Problem) refusal)).map(Reply::refused));
    }

    /**
     * Whether the form is shown again, with what was typed: there is something to change, or somebody is busy and it is to be
     * sent once more. Not whose session is over, what is not there, or what is broken on our side: those have pages of their
     * own.
     */
    public static boolean isAboutTheInput(Throwable refusal) {
        return refusal instanceof Problem problem
                && switch (problem.status()) {
                    case 401, 404, 500 -> false;
                    default -> true;
                };
    }
}
