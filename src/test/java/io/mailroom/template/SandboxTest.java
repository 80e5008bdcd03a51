package io.mailroom.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.template.Sandbox.Format;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {

    private final Sandbox sandbox = new Sandbox(new Limits());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Dear {name} | Dear Ben & Co",
                "{item.name}: {item.size} | Offer: 7",
                "{missing ?: 'nobody'} | nobody",
                "{item.missing ?: 'nothing'} | nothing",
                "{nothing ?: 'null'} | null",
                "{#if bytes > 3}big{#else}small{/if} | big",
                "{#for file in files}{file.name}{#if file_hasNext}, {/if}{/for} | a.pdf, b<.pdf",
                "{#each files}{it.name};{/each} | a.pdf;b<.pdf;",
                "{files.size} {files.0.name} {files.last.name} | 2 a.pdf b<.pdf",
                "{#let x=item.name}{x}{/let} | Offer",
                "{#when name}{#is 'Ben & Co'}yes{#else}no{/when} | yes",
                "{nothing ? 'a' : 'b'} | b",
                "{ \"json\": 1 } and \\{name} | { \"json\": 1 } and {name}",
            })
    void templateShouldBecomeWhatItSays(String template, String text) {
        assertThat(sandbox.render(template, Format.TEXT, data())).isEqualTo(text);
    }

    @Test
    void valuesShouldBeEscapedInHtmlAndTheTemplateNot() {
        assertThat(sandbox.render("<b title=\"{quote}\">{name}</b>", Format.HTML, data()))
                .isEqualTo("<b title=\"&quot;&#39;&gt;\">Ben &amp; Co</b>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{name.raw}", "{name.safe}"})
    void escapingShouldHaveNoWayOut(String template) {
        assertThat(error(template, Format.HTML)).contains("is nothing that is known here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{inject:mailTemplates}",
                "{cdi:sandbox.render}",
                "{config:quarkus.datasource.password}",
                "{msg:hello}",
                "{str:builder('x')}",
                "{#if inject:vertx}x{/if}",
                "{#for x in cdi:list}{x}{/for}",
                "{io_quarkus_arc_Arc:container}",
            })
    void namespacesShouldBeRefusedAlreadyWhenATemplateIsStored(String template) {
        assertThatExceptionOfType(TemplateError.class)
                .isThrownBy(() -> sandbox.check("\n" + template, Format.TEXT))
                .withMessageContaining("line 2")
                .withMessageContaining("asks for something that templates do not get at");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{#include notice/notice /}",
                "{#include CallbackResource/page /}",
                "{#insert /}",
                "{#eval '{name}' /}",
                "{#fragment id=a}x{/fragment}",
                "{#nested}x{/nested}",
                "{#cached}x{/cached}",
                "{#userTag /}",
            })
    void otherSectionsShouldBeRefusedAlreadyWhenATemplateIsStored(String template) {
        assertThatExceptionOfType(TemplateError.class)
                .isThrownBy(() -> sandbox.check(template, Format.TEXT))
                .withMessageContaining("is nothing that templates can do");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name.class}",
                "{name.getClass}",
                "{name.getClass()}",
                "{name.length}",
                "{name.bytes}",
                "{name.toString()}",
                "{name.hashCode}",
                "{item.getClass.forName('java.lang.Runtime')}",
                "{item.keySet}",
                "{item.entrySet}",
                "{files.stream}",
                "{files.class.module}",
                "{bytes.toHexString}",
                "{name.inject}",
                "{missing}",
            })
    void nothingButFieldsOfDataShouldBeWithinReach(String template) {
        assertThat(error("one\ntwo\n" + template, Format.TEXT))
                .startsWith("line 3: ")
                .contains("is nothing that is known here")
                .doesNotContain("java.util", "java.lang.String");
    }

    @Test
    void objectOfAnyOtherKindShouldGiveNothingAway() {
        var data = new HashMap<>(data());
        data.put("bean", new Secret("hidden"));

        assertThatExceptionOfType(TemplateError.class)
                .isThrownBy(() -> sandbox.render("{bean.value}", Format.TEXT, data));
        assertThatExceptionOfType(TemplateError.class)
                .isThrownBy(() -> sandbox.render("{bean.value()}", Format.TEXT, data));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{#if name}open | line 1: {#if} is never closed",
                "{name | line 1: unexpected non-text buffer",
                "{#for x in name}{x}{/for} | line 1: {name} is no list",
                "{#for x in 1000000000}{x}{/for} | line 1: {1000000000} is no list",
                "{#for x in item}{x}{/for} | line 1: {item} is no list",
            })
    void errorShouldNameTheLineAndWhatIsWrongThere(String template, String message) {
        assertThat(error(template, Format.TEXT)).startsWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{#if name > 100}much{/if}",
                "{#if empty > 100}much{/if}",
                "{none.first.name}",
                "{none.last.name}",
                "{none.get(0)}",
                "{none.0}",
                "{#for x in none.take(1)}{x}{/for}",
                "{#for x in files.take('a')}{x}{/for}",
            })
    void valueThatIsNotWhatIsExpectedShouldBeAMistakeInTheTemplate(String template) {
        assertThat(error(template, Format.TEXT)).isNotEmpty().doesNotContain("java.");
    }

    @Test
    void loopsWithinLoopsShouldCostWhatTheyTake() {
        var list = Map.<String, @Nullable Object>of("n", Collections.nCopies(1000, 1));

        assertThat(sandbox.render("{#for a in n}{a}{/for}", Format.TEXT, list)).hasSize(1000);
        assertThatExceptionOfType(TemplateError.class)
                .isThrownBy(() ->
                        sandbox.render("{#for a in n}{#for b in n}{#for c in n}{/for}{/for}{/for}", Format.TEXT, list))
                .withMessageContaining("goes round too often");
    }

    @Test
    void textShouldNotBecomeEndless() {
        var data = Map.<String, @Nullable Object>of("n", Collections.nCopies(200, 1), "long", "x".repeat(10_000));

        assertThatExceptionOfType(TemplateError.class)
                .isThrownBy(() -> sandbox.render("{#for a in n}{long}{/for}", Format.TEXT, data))
                .withMessageContaining("becomes longer than");
    }

    @Test
    void timeShouldBeUpWhenEachStepIsSlow() {
        var digits = "7".repeat(400_000);
        var data = Map.<String, @Nullable Object>of("n", Collections.nCopies(20_000, 1), "digits", digits);

        assertThatExceptionOfType(TemplateError.class)
                .isThrownBy(() -> sandbox.render("{#for a in n}{#if digits > 1}x{/if}{/for}", Format.TEXT, data))
                .withMessageContaining("takes longer than 500 milliseconds");
    }

    @Test
    void sourceShouldNotBeEndlessOrBottomless() {
        var deep = "{#if name}".repeat(490) + "x" + "{/if}".repeat(490);

        assertThat(sandbox.render(deep, Format.TEXT, data())).isEqualTo("x");
        assertThat(error("{#if name}".repeat(501), Format.TEXT)).contains("sections");
        assertThat(error("x".repeat(70_000), Format.TEXT)).contains("longer than");
        assertThat(error("{name" + ".or(name".repeat(7_000) + ")".repeat(7_000) + "}", Format.TEXT))
                .isNotEmpty();
        assertThat(error("a\0b", Format.TEXT)).contains("NUL");
    }

    private String error(String template, Format format) {
        try {
            sandbox.render(template, format, data());
        } catch (TemplateError e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("it was rendered");
    }

    private static Map<String, @Nullable Object> data() {
        var data = new HashMap<String, @Nullable Object>();
        data.put("name", "Ben & Co");
        data.put("quote", "\"'>");
        data.put("nothing", null);
        data.put("empty", "");
        data.put("none", List.of());
        data.put("bytes", BigInteger.TEN);
        data.put("item", Map.of("name", "Offer", "size", 7));
        data.put("files", List.of(Map.of("name", "a.pdf"), Map.of("name", "b<.pdf")));
        return data;
    }

    private record Secret(String value) {}

    record Limits() implements TemplateConfig {
        @Override
        public int perCollective() {
            return 10;
        }

        @Override
        public MemorySize maxSource() {
            return new MemorySize(BigInteger.valueOf(65536));
        }

        @Override
        public MemorySize maxOutput() {
            return new MemorySize(BigInteger.valueOf(1 << 20));
        }

        @Override
        public int maxSteps() {
            return 100_000;
        }

        @Override
        public Duration maxTime() {
            return Duration.ofMillis(500);
        }
    }
}
