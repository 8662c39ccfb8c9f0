package org.diffhep.cli.plot;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lines along which a function known on a grid has a value: marching squares. A rise of −2 ln L is about quadratic, so that
 * its root is interpolated, which is about linear.
 */
final class Isolines {

    private final double[] x;
    private final double[] y;
    private final double[][] z;
    private final double level;
    /** Edge of the grid that a line crosses → edges that it goes on to, two but at the border. */
    private final Map<Integer, List<Integer>> next = new TreeMap<>();

    private Isolines(double[] x, double[] y, double[][] z, double level) {
        this.x = x;
        this.y = y;
        this.z = z;
        this.level = level;
        for (int i = 0; i + 1 < x.length; i++) {
            for (int j = 0; j + 1 < y.length; j++) {
                cross(i, j);
            }
        }
    }

    /**
     * All lines of a level.
     *
     * @param x values along the first axis, ascending
     * @param y along the second
     * @param z not negative, may be infinite, [x][y]
     * @param level a positive value
     * @return for each line its points (x, y); the last point of a closed one is the first again
     */
    static List<double[][]> of(double[] x, double[] y, double[][] z, double level) {
        return new Isolines(x, y, z, level).lines();
    }

    private boolean inside(int i, int j) {
        return z[i][j] < level;
    }

    private int along(int i, int j) {
        return 2 * (i * y.length + j);
    }

    private int up(int i, int j) {
        return along(i, j) + 1;
    }

    private void cross(int i, int j) {
        List<Integer> crossed = new ArrayList<>();
        if (inside(i, j) != inside(i + 1, j)) {
            crossed.add(along(i, j));
        }
        if (inside(i + 1, j) != inside(i + 1, j + 1)) {
            crossed.add(up(i + 1, j));
        }
        if (inside(i, j + 1) != inside(i + 1, j + 1)) {
            crossed.add(along(i, j + 1));
        }
        if (inside(i, j) != inside(i, j + 1)) {
            crossed.add(up(i, j));
        }
        if (crossed.size() == 2) {
            connect(crossed.get(0), crossed.get(1));
        } else if (crossed.size() == 4) {
            // a saddle: the middle decides which corners belong together
            boolean middle = 0.25 * (z[i][j] + z[i + 1][j] + z[i][j + 1] + z[i + 1][j + 1]) < level;
            int first = middle == inside(i, j) ? 0 : 3;
            connect(crossed.get(first), crossed.get((first + 1) % 4));
            connect(crossed.get((first + 2) % 4), crossed.get((first + 3) % 4));
        }
    }

    private void connect(int a, int b) {
        next.computeIfAbsent(a, edge -> new ArrayList<>()).add(b);
        next.computeIfAbsent(b, edge -> new ArrayList<>()).add(a);
    }

    private List<double[][]> lines() {
        List<double[][]> lines = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        // those that end at the border first, from their ends
        for (int ends = 1; ends <= 2; ends++) {
            for (Map.Entry<Integer, List<Integer>> entry : next.entrySet()) {
                if (entry.getValue().size() == ends && !seen.contains(entry.getKey())) {
                    lines.add(line(entry.getKey(), ends == 2, seen));
                }
            }
        }
        return lines;
    }

    private double[][] line(int start, boolean closed, Set<Integer> seen) {
        List<double[]> points = new ArrayList<>();
        int edge = start;
        while (edge >= 0) {
            seen.add(edge);
            points.add(point(edge));
            edge = next.getOrDefault(edge, List.of()).stream()
                    .filter(other -> !seen.contains(other))
                    .findFirst()
                    .orElse(-1);
        }
        if (closed) {
            points.add(points.get(0).clone());
        }
        return points.toArray(new double[0][]);
    }

    private double[] point(int edge) {
        int i = edge / 2 / y.length;
        int j = edge / 2 % y.length;
        boolean goesUp = edge % 2 == 1;
        int toI = goesUp ? i : i + 1;
        int toJ = goesUp ? j + 1 : j;
        boolean first = inside(i, j);
        double in = Math.sqrt(Math.max(0, first ? z[i][j] : z[toI][toJ]));
        double out = Math.sqrt(first ? z[toI][toJ] : z[i][j]);
        double part = (Math.sqrt(level) - in) / (out - in);
        double from = first ? part : 1 - part;
        return new double[] {x[i] + from * (x[toI] - x[i]), y[j] + from * (y[toJ] - y[j])};
    }
}
