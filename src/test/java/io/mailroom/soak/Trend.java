package io.mailroom.soak;

import java.util.List;

/** The straight line through measured values, by least squares. */
record Trend(double begin, double end, double perHour) {

    /** @param time in hours */
    record Point(double time, double value) {}

    static Trend of(List<Point> points) {
        double n = points.size();
        double time = points.stream().mapToDouble(Point::time).average().orElse(0);
        double value = points.stream().mapToDouble(Point::value).average().orElse(0);
        double together = 0;
        double alone = 0;
        for (var point : points) {
            together += (point.time() - time) * (point.value() - value);
            alone += (point.time() - time) * (point.time() - time);
        }
        double slope = n < 2 || alone == 0 ? 0 : together / alone;
        double first = points.isEmpty() ? 0 : points.getFirst().time();
        double last = points.isEmpty() ? 0 : points.getLast().time();
        return new Trend(value + slope * (first - time), value + slope * (last - time), slope);
    }

    double growth() {
        return end - begin;
    }
}
