package org.diffhep.autodiff.jvm;

import java.util.Arrays;

/**
 * The memory of forward mode: for each node, and each parameter that it depends on, the derivatives of the values in the current block. Most
 * nodes depend on one or two of the parameters; for the others nothing is stored or computed.
 */
final class Tangents {

    private static final int[] NOTHING = {};
    private static final double[] FLAT = {};

    /** No derivatives of no nodes. */
    static final Tangents NONE = new Tangents(new int[0][], 0);

    private final int parameters;
    /** For each node the parameters that it depends on, ascending. */
    private final int[][] parametersOf;
    /** For each node and parameter; {@link #FLAT} where there is no derivative. */
    private final double[][][] arrays;

    private Tangents(int[][] parametersOf, int parameters) {
        this.parameters = parameters;
        this.parametersOf = parametersOf;
        this.arrays = new double[parametersOf.length][][];
        for (int node = 0; node < arrays.length; node++) {
            arrays[node] = new double[parametersOf[node].length == 0 ? 0 : parameters][];
            Arrays.fill(arrays[node], FLAT);
            for (int parameter : parametersOf[node]) {
                arrays[node][parameter] = new double[1];
            }
        }
    }

    /**
     * Memory for a program.
     *
     * @param inputs of each node
     * @param active whether derivatives flow through a node
     * @param parameterNodes the node of each parameter, or −1
     */
    static Tangents of(int[][] inputs, boolean[] active, int[] parameterNodes) {
        int[][] parametersOf = new int[inputs.length][];
        Arrays.fill(parametersOf, NOTHING);
        for (int parameter = 0; parameter < parameterNodes.length; parameter++) {
            if (parameterNodes[parameter] >= 0) {
                parametersOf[parameterNodes[parameter]] = new int[] {parameter};
            }
        }
        boolean[] depends = new boolean[parameterNodes.length];
        for (int node = 0; node < inputs.length; node++) {
            if (active[node] && inputs[node].length > 0) {
                Arrays.fill(depends, false);
                for (int input : inputs[node]) {
                    for (int parameter : parametersOf[input]) {
                        depends[parameter] = true;
                    }
                }
                parametersOf[node] = positions(depends);
            }
        }
        return new Tangents(parametersOf, parameterNodes.length);
    }

    private static int[] positions(boolean[] flags) {
        int[] found = new int[flags.length];
        int count = 0;
        for (int i = 0; i < flags.length; i++) {
            if (flags[i]) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Number of parameters. */
    int parameters() {
        return parameters;
    }

    /** The parameters that a node depends on. */
    int[] parametersOf(int node) {
        return parametersOf[node];
    }

    boolean varies(int node, int parameter) {
        return arrays[node].length > 0 && arrays[node][parameter] != FLAT;
    }

    /** The derivatives for a parameter; empty if there are none. */
    double[] of(int node, int parameter) {
        return varies(node, parameter) ? arrays[node][parameter] : FLAT;
    }

    /** Makes room for the values of a node. */
    void begin(int node, int count) {
        for (int parameter : parametersOf[node]) {
            arrays[node][parameter] = BlockProgram.room(arrays[node][parameter], count);
        }
    }
}
