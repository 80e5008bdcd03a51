package io.mailroom.template;

import io.quarkus.qute.Expression;
import io.quarkus.qute.SectionNode;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the names that a template uses, and neither has by itself nor gives to something. Of one template. */
final class VariableSearch {

    private static final Set<String> LOOPS = Set.of("for", "each");
    private static final Set<String> NAMINGS = Set.of("let", "set");

    /** With these a value may be missing: {@code {name ?: 'x'}}, {@code {name.or('x')}}, {@code {name??}}. */
    private static final Set<String> MAKE_DO = Set.of("?:", "or", "orEmpty");

    private static final List<String> OF_EACH_ROUND = List.of(
            "_count",
            "_index",
            "_indexParity",
            "_hasNext",
            "_isLast",
            "_isFirst",
            "_odd",
            "_isOdd",
            "_even",
            "_isEven");

    private final Map<String, Variable> used = new LinkedHashMap<>();
    private final Set<String> given = new HashSet<>(TemplateData.OWN);

    List<Variable> of(Template template) {
        template.getNodes().forEach(this::look);
        return used.values().stream()
                .filter(variable -> !given.contains(variable.name()))
                .toList();
    }

    private void look(TemplateNode node) {
        if (node.isSection()) {
            look(node.asSection());
        } else {
            node.getExpressions().forEach(expression -> look(expression, false));
        }
    }

    private void look(SectionNode section) {
        boolean loop = LOOPS.contains(section.getName());
        for (var block : section.getBlocks()) {
            if (loop && block.expressions.containsKey("iterable")) {
                nameRounds(block.parameters.getOrDefault("alias", "it"));
            } else if (NAMINGS.contains(section.getName())) {
                given.addAll(block.parameters.keySet());
            }
            block.expressions.forEach((name, expression) -> look(expression, loop && name.equals("iterable")));
            block.nodes.forEach(this::look);
        }
    }

    private void nameRounds(String alias) {
        var element = alias.startsWith("$") ? "it" : alias;
        given.add(element);
        OF_EACH_ROUND.forEach(fact -> given.add(element + fact));
    }

    private void look(Expression expression, boolean list) {
        if (expression.isLiteral()) {
            return;
        }
        var parts = expression.getParts();
        var first = parts.getFirst();
        if (Variable.NAME.matcher(first.getName()).matches() && !first.isVirtualMethod()) {
            boolean needed = parts.size() < 2 || !MAKE_DO.contains(parts.get(1).getName());
            used.merge(first.getName(), new Variable(first.getName(), needed, list), Variable::both);
        }
        for (var part : parts) {
            if (part.isVirtualMethod()) {
                part.asVirtualMethod().getParameters().forEach(inner -> look(inner, false));
            }
        }
    }
}
