package org.diffhep.histogram.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import org.diffhep.histogram.Histogram;

/** The storage of a histogram in UHI's JSON: how the numbers of its slots are written. */
final class UhiStorage {

    private final String path;
    private final JsonNode node;
    private final KeptSlots slots;

    UhiStorage(String path, JsonNode node, KeptSlots slots) {
        this.path = path;
        this.node = node;
        this.slots = slots;
    }

    Histogram histogram() {
        String type = node.path("type").asText();
        boolean weighted = type.equals("weighted");
        if (!weighted && !type.equals("double") && !type.equals("int")) {
            throw new InvalidHistogramException(
                    path + "/type must be weighted, double or int, got " + UhiJson.shown(node.path("type")));
        }
        double[] values = new double[slots.size()];
        double[] variances = new double[slots.size()];
        if (node.has("values")) {
            int[] places = places();
            read("values", places, values);
            if (weighted) {
                read("variances", places, variances);
            } else {
                System.arraycopy(values, 0, variances, 0, values.length);
            }
        } else if (node.has("index") || node.has("variances")) {
            throw new InvalidHistogramException(path + "/values is missing");
        }
        return slots.histogram(values, variances);
    }

    /** For a sparse storage the slot of each number; nothing for a dense one. */
    private int[] places() {
        JsonNode index = node.path("index");
        if (index.isMissingNode()) {
            return new int[0];
        }
        int[] shape = slots.shape();
        if (!index.isArray() || index.size() != shape.length) {
            throw new InvalidHistogramException(
                    path + "/index must be " + shape.length + " lists, one for each axis, got " + UhiJson.shown(index));
        }
        int[] places = new int[index.get(0).size()];
        for (int d = 0; d < shape.length; d++) {
            JsonNode ofAxis = index.get(d);
            if (!ofAxis.isArray() || ofAxis.size() != places.length) {
                throw new InvalidHistogramException(path + "/index/" + d + " must be a list of " + places.length
                        + " slots, got " + UhiJson.shown(ofAxis));
            }
            for (int k = 0; k < places.length; k++) {
                JsonNode slot = ofAxis.get(k);
                if (!slot.isInt() || slot.intValue() < 0 || slot.intValue() >= shape[d]) {
                    throw new InvalidHistogramException(path + "/index/" + d + "/" + k + " must be a slot from 0 to "
                            + (shape[d] - 1) + ", got " + UhiJson.shown(slot));
                }
                places[k] = places[k] * shape[d] + slot.intValue();
            }
        }
        return places;
    }

    private void read(String field, int[] places, double[] numbers) {
        JsonNode array = node.path(field);
        if (!node.has("index")) {
            rows(path + "/" + field, array, 0, 0, numbers);
            return;
        }
        if (!array.isArray() || array.size() != places.length) {
            throw new InvalidHistogramException(path + "/" + field + " must be a list of " + places.length
                    + " numbers, as many as /index has, got " + UhiJson.shown(array));
        }
        for (int k = 0; k < places.length; k++) {
            numbers[places[k]] = UhiJson.number(path + "/" + field + "/" + k, array.get(k));
        }
    }

    private void rows(String where, JsonNode array, int dimension, int row, double[] numbers) {
        int[] shape = slots.shape();
        if (!array.isArray() || array.size() != shape[dimension]) {
            throw new InvalidHistogramException(where + " must be a list of " + shape[dimension]
                    + ", the slots of axis " + dimension + ", got " + UhiJson.shown(array));
        }
        for (int i = 0; i < shape[dimension]; i++) {
            int at = row * shape[dimension] + i;
            if (dimension + 1 == shape.length) {
                numbers[at] = UhiJson.number(where + "/" + i, array.get(i));
            } else {
                rows(where + "/" + i, array.get(i), dimension + 1, at, numbers);
            }
        }
    }
}
