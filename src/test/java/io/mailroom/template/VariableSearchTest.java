package io.mailroom.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariableSearchTest {

    private static List<Variable> variables(String source) {
        return new Sandbox(new TemplateConfig() {
                    @Override
                    public int perCollective() {
                        return 1;
                    }

                    @Override
                    public MemorySize maxSource() {
                        return new MemorySize(BigInteger.valueOf(10_000));
                    }

                    @Override
                    public MemorySize maxOutput() {
                        return maxSource();
                    }

                    @Override
                    public int maxSteps() {
                        return 1000;
                    }

                    @Override
                    public Duration maxTime() {
                        return Duration.ofSeconds(1);
                    }
                })
                .variables(source, Sandbox.Format.TEXT);
    }

    private static Variable needed(String name) {
        return new Variable(name, true, false);
    }

    @Test
    void whatNoTemplateHasShouldBeFoundInItsOrder() {
        assertThat(variables("{number} {item.name} {user} {due.day} {'text'} {number}"))
                .containsExactly(needed("number"), needed("due"));
    }

    @Test
    void whatMayBeMissingShouldNotBeNeeded() {
        assertThat(variables("{greeting ?: 'Hello'} {name.or('you')} {#if note??}{note}{/if} {last??}"))
                .containsExactly(
                        new Variable("greeting", false, false),
                        new Variable("name", false, false),
                        needed("note"),
                        new Variable("last", false, false));
    }

    @Test
    void fallbacksAndConditionsShouldBeLookedThrough() {
        assertThat(variables("{item.sender ?: stranger} {#if paid && late}x{#else if due}y{/if}"))
                .extracting(Variable::name)
                .containsExactlyInAnyOrder("stranger", "paid", "late", "due");
    }

    @Test
    void namesOfLoopsAndLetsShouldNotBeAskedFor() {
        assertThat(variables("{#for line in lines}{line_count} {line.text}{/for}{#each things}{it}{/each}"
                        + "{#let sum=total}{sum}{/let}"))
                .containsExactlyInAnyOrder(
                        new Variable("lines", true, true), new Variable("things", true, true), needed("total"));
    }
}
