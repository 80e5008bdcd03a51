package io.mailroom.watch;

import java.util.List;

/** How much of the work is one replica's, so that all are loaded alike and none beyond what it takes. */
final class Share {

    private Share() {}

    /**
     * @param capacities of all replicas, this one's among them
     */
    static int of(int total, int own, List<Integer> capacities) {
        int left = total;
        int replicas = capacities.size();
        for (int capacity : capacities.stream().sorted().toList()) {
            int level = Math.ceilDiv(left, replicas);
            if (capacity >= level) {
                return Math.min(own, level);
            }
            left -= capacity;
            replicas--;
        }
        return own;
    }
}
