package io.mailroom.template;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.IfSectionHelper;
import io.quarkus.qute.SetSectionHelper;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import io.quarkus.qute.WhenSectionHelper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders what users wrote, within reach of nothing but the data it is given: an engine apart from that of our own pages,
 * without reflection, beans, namespaces or other templates, and with every loop counted. Pure computing.
 *
 * <p>What is not added here does not exist for a template; so whatever the library learns one day stays outside.
 */
@ApplicationScoped
class Sandbox {

    /** Whether values are escaped. */
    enum Format {
        TEXT("text/plain"),
        HTML("text/html");

        private final Variant variant;

        Format(String mediaType) {
            this.variant = Variant.forContentType(mediaType);
        }
    }

    /** What goes deeper comes from nobody who writes by hand, and each level takes a piece of the stack. */
    private static final int MOST_SECTIONS = 500;

    private final TemplateConfig config;
    private final Engine engine;

    Sandbox(TemplateConfig config) {
        this.config = config;
        this.engine = Engine.builder()
                .addSectionHelpers(
                        new IfSectionHelper.Factory(),
                        new BoundedLoop.Factory(),
                        new WhenSectionHelper.Factory(),
                        new SetSectionHelper.Factory())
                .addValueResolver(new PlainFields())
                .addValueResolvers(
                        ValueResolvers.mapperResolver(), // the element of a loop, and what {#let} names
                        ValueResolvers.listResolver(),
                        ValueResolvers.collectionResolver(),
                        ValueResolvers.orResolver(),
                        ValueResolvers.orEmpty(),
                        ValueResolvers.trueResolver(),
                        ValueResolvers.logicalAndResolver(),
                        ValueResolvers.logicalOrResolver(),
                        ValueResolvers.equalsResolver())
                .addResultMapper(new HtmlEscaper(List.of("text/html")))
                .strictRendering(true)
                .removeStandaloneLines(true)
                .build();
    }

    /** @throws TemplateError for what could never be rendered, whatever the data */
    void check(String source, Format format) {
        parse(source, format);
    }

    /**
     * What it asks for that no template has by itself.
     *
     * @throws TemplateError for what could never be rendered
     */
    List<Variable> variables(String source, Format format) {
        return new VariableSearch().of(parse(source, format));
    }

    /** @throws TemplateError that names the line */
    String render(String source, Format format, Map<String, @Nullable Object> data) {
        var template = parse(source, format);
        var out = new StringBuilder();
        long most = config.maxOutput().asLongValue();
        try {
            template.instance()
                    .data(data)
                    .setAttribute(Budget.ATTRIBUTE, new Budget(config.maxSteps(), config.maxTime()))
                    .consume(piece -> {
                        if (out.length() + piece.length() > most) {
                            throw TemplateError.of("it becomes longer than " + most + " characters");
                        }
                        out.append(piece);
                    })
                    .toCompletableFuture()
                    .join();
            return out.toString();
        } catch (TemplateError e) {
            throw e;
        } catch (RuntimeException e) {
            // What a value is not, the library says by any exception: a text that is no number, the first of no
            // elements.
            throw error(e);
        } catch (StackOverflowError e) {
            throw tooDeep();
        }
    }

    private Template parse(String source, Format format) {
        if (source.length() > config.maxSource().asLongValue()) {
            throw TemplateError.of("it is longer than " + config.maxSource().asLongValue() + " characters");
        }
        if (source.indexOf('\0') >= 0) {
            throw TemplateError.of("it must be text without NUL");
        }
        if (source.split("\\{#", -1).length - 1 > MOST_SECTIONS) {
            throw TemplateError.of("it has more than " + MOST_SECTIONS + " sections");
        }
        try {
            var template = engine.parse(source, format.variant);
            for (var expression : template.getExpressions()) {
                if (expression.hasNamespace()) {
                    throw TemplateError.at(
                            expression.getOrigin().getLine(),
                            "{" + expression.toOriginalString() + "} asks for something that templates do not get at");
                }
            }
            return template;
        } catch (TemplateException e) {
            throw TemplateError.of(e);
        } catch (StackOverflowError e) {
            throw tooDeep();
        }
    }

    /** Ours, however deep the library has wrapped it; else what the library says. */
    private static TemplateError error(RuntimeException thrown) {
        TemplateException told = null;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case TemplateError error -> {
                    return error;
                }
                case StackOverflowError deep -> {
                    return tooDeep();
                }
                case TemplateException exception -> told = exception;
                default -> {
                    // A wrapper.
                }
            }
        }
        return told == null ? TemplateError.of("a value is not what is expected there") : TemplateError.of(told);
    }

    private static TemplateError tooDeep() {
        return TemplateError.of("it is nested too deeply");
    }
}
