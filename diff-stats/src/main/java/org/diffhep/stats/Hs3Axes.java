package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The axes of an HS3 distribution or data set. Bins are numbered with the last axis running fastest, as in ROOT.
 *
 * @param list the axes, at least one
 */
record Hs3Axes(List<Axis> list) {
    /**
     * One axis.
     *
     * @param name its name; empty if it has none
     * @param bins number of bins
     * @param edges edges of the bins; none if only their number is given
     */
    record Axis(String name, int bins, List<Double> edges) {
        /** Index of the bin that holds a value, lower edges included; −1 if there is none. */
        int bin(double value) {
            for (int b = 0; b < edges.size() - 1; b++) {
                if (edges.get(b) <= value && value < edges.get(b + 1)) {
                    return b;
                }
            }
            return -1;
        }
    }

    /**
     * Reads the axes of a distribution or of binned data, within {@link JsonFields#collect}.
     *
     * @param fields where problems go: an axis has no bins, or no edges
     * @param parent what has the key {@code axes}
     * @param path its JSON path
     */
    static Hs3Axes read(JsonFields fields, JsonNode parent, String path) {
        JsonNode axes = fields.filledArray(parent, "axes", path);
        List<Axis> list = new ArrayList<>();
        for (int a = 0; a < axes.size(); a++) {
            String at = path + "/axes/" + a;
            JsonNode axis = axes.get(a);
            fields.requireObject(axis, at);
            String name = axis.path("name").asText("");
            if (axis.has("nbins")) {
                if (!axis.get("nbins").isIntegralNumber() || axis.get("nbins").asInt() < 1) {
                    throw fields.error(at + "/nbins", "is not a positive whole number");
                }
                int bins = axis.get("nbins").intValue();
                list.add(new Axis(name, bins, regular(fields, axis, at, bins)));
            } else {
                String key = axis.has("bounds") ? "bounds" : "edges";
                double[] edges = fields.numbers(axis, key, at);
                if (edges.length < 2) {
                    throw fields.error(at + "/" + key, "has " + edges.length + " numbers: expected at least two edges");
                }
                List<Double> boxed = new ArrayList<>();
                for (double edge : edges) {
                    boxed.add(edge);
                }
                list.add(new Axis(name, edges.length - 1, List.copyOf(boxed)));
            }
        }
        return new Hs3Axes(List.copyOf(list));
    }

    private static List<Double> regular(JsonFields fields, JsonNode axis, String path, int bins) {
        if (!axis.has("min") && !axis.has("max")) {
            return List.of();
        }
        double min = fields.number(axis, "min", path);
        double max = fields.number(axis, "max", path);
        List<Double> edges = new ArrayList<>();
        for (int b = 0; b <= bins; b++) {
            edges.add(min + (max - min) * b / bins);
        }
        return List.copyOf(edges);
    }

    /** Number of bins of all axes together. */
    int bins() {
        int bins = 1;
        for (Axis axis : list) {
            bins = Math.multiplyExact(bins, axis.bins());
        }
        return bins;
    }

    /** The bin that the end of a parameter's name tells, _bin_I_J, if it does. */
    Optional<Integer> binOfName(String name) {
        int at = name.lastIndexOf("_bin_");
        String[] indices =
                at < 0 ? new String[0] : name.substring(at + "_bin_".length()).split("_", -1);
        if (indices.length != list.size()) {
            return Optional.empty();
        }
        int bin = 0;
        for (int a = 0; a < indices.length; a++) {
            if (!indices[a].matches("\\d{1,6}")
                    || Integer.parseInt(indices[a]) >= list.get(a).bins()) {
                return Optional.empty();
            }
            bin = bin * list.get(a).bins() + Integer.parseInt(indices[a]);
        }
        return Optional.of(bin);
    }

    /**
     * Fills unbinned data, which is how ROOT writes that of channels with several axes: the middle of each bin, with its
     * content as weight.
     *
     * @param fields where problems go: an entry is in no bin, its axes are not these
     * @param data {@code entries} and {@code weights} (1 without) on {@code axes} of the same names
     * @param path its JSON path
     * @return content of each bin
     */
    double[] fill(JsonFields fields, JsonNode data, String path) {
        JsonNode given = fields.filledArray(data, "axes", path);
        int[] column = new int[list.size()];
        for (int a = 0; a < list.size(); a++) {
            column[a] = -1;
            for (int g = 0; g < given.size(); g++) {
                if (given.get(g).path("name").asText().equals(list.get(a).name())) {
                    column[a] = g;
                }
            }
            if (column[a] < 0 || given.size() != list.size()) {
                throw fields.error(
                        path + "/axes",
                        "are not those of the distribution, "
                                + list.stream().map(Axis::name).toList());
            }
        }
        JsonNode entries = fields.array(data, "entries", path);
        double[] weights = fields.optionalNumbers(data, "weights", path);
        if (data.has("weights") && weights.length != entries.size()) {
            throw fields.error(
                    path + "/weights", "has " + weights.length + " numbers, there are " + entries.size() + " entries");
        }
        double[] contents = new double[bins()];
        for (int e = 0; e < entries.size(); e++) {
            String at = path + "/entries/" + e;
            if (!entries.get(e).isArray() || entries.get(e).size() != column.length) {
                throw fields.error(at, "is " + entries.get(e) + ": expected a number for each of the axes");
            }
            int bin = 0;
            for (int a = 0; a < column.length; a++) {
                Axis axis = list.get(a);
                double value = fields.number(entries.get(e).get(column[a]), at + "/" + column[a]);
                int one = axis.bin(value);
                if (one < 0) {
                    throw fields.error(at + "/" + column[a], "is " + value + ", which is in no bin of " + axis.name());
                }
                bin = bin * axis.bins() + one;
            }
            contents[bin] += weights.length > 0 ? weights[e] : 1;
        }
        return contents;
    }
}
