package io.mailroom.template;

import io.quarkus.qute.Expression;
import io.quarkus.qute.LoopSectionHelper;
import io.quarkus.qute.ResultNode;
import io.quarkus.qute.Results;
import io.quarkus.qute.Scope;
import io.quarkus.qute.SectionBlock;
import io.quarkus.qute.SectionHelper;
import io.quarkus.qute.SectionHelperFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The loop of the library, over lists only, and paid for before it begins: by itself it would count to any number, and keep
 * the result of each round in memory.
 */
final class BoundedLoop implements SectionHelper {

    private final SectionHelper loop;
    private final Expression list;
    private final long steps;

    private BoundedLoop(SectionHelper loop, Expression list, long steps) {
        this.loop = loop;
        this.list = list;
        this.steps = steps;
    }

    @Override
    public CompletionStage<ResultNode> resolve(SectionResolutionContext context) {
        return context.resolutionContext().evaluate(list).thenCompose(value -> {
            if (value instanceof Collection<?> rounds) {
                Budget.of(context.resolutionContext()).spend(rounds.size() * steps);
            } else if (value != null && !Results.isNotFound(value)) {
                throw TemplateError.at(list.getOrigin().getLine(), "{" + list.toOriginalString() + "} is no list");
            }
            return loop.resolve(context);
        });
    }

    static final class Factory implements SectionHelperFactory<BoundedLoop> {

        private final LoopSectionHelper.Factory loops = new LoopSectionHelper.Factory();

        @Override
        public List<String> getDefaultAliases() {
            return loops.getDefaultAliases();
        }

        @Override
        public ParametersInfo getParameters() {
            return loops.getParameters();
        }

        @Override
        public List<String> getBlockLabels() {
            return loops.getBlockLabels();
        }

        @Override
        public @Nullable Scope initializeBlock(Scope outer, BlockInfo block) {
            return loops.initializeBlock(outer, block);
        }

        @Override
        public BoundedLoop initialize(SectionInitContext context) {
            return new BoundedLoop(
                    loops.initialize(context), context.getExpression("iterable"), steps(context.getBlocks()));
        }

        /** All that one round may go through; a loop within it pays for its own rounds. */
        private static long steps(List<SectionBlock> blocks) {
            long steps = 1;
            for (var block : blocks) {
                for (var node : block.nodes) {
                    steps += node.isSection() ? steps(node.asSection().getBlocks()) : 1;
                }
            }
            return steps;
        }
    }
}
