package org.diffhep.pipeline;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.diffhep.autodiff.optimise.Optimiser;

/** How the parameters are moved. Whatever the method, one evaluation of the objective is one step. */
public enum OptimisationMethod {
    /** Adam on the soft objective, whose temperature falls at each step. */
    ADAM("adam", true),
    /** Quasi-Newton steps on the soft objective, whose temperature falls in five stages. */
    LBFGS("lbfgs", true),
    /** Newton steps on the soft objective, whose temperature falls in five stages. For few parameters. */
    NEWTON("newton", true),
    /** An evolution strategy on the hard objective, without gradient: to compare with. */
    CMA_ES("cma-es", false),
    /** Quadratic models of the hard objective, without gradient: to compare with. Needs two parameters or more. */
    BOBYQA("bobyqa", false);

    private final String label;
    private final boolean soft;

    OptimisationMethod(String label, boolean soft) {
        this.label = label;
        this.soft = soft;
    }

    /**
     * By what {@code --optimiser} calls it.
     *
     * @throws InvalidInputException if there is none of this name
     */
    public static OptimisationMethod named(String name) {
        return Arrays.stream(values())
                .filter(method -> method.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("there is no optimiser " + name + "; there are "
                        + Arrays.stream(values())
                                .map(OptimisationMethod::toString)
                                .collect(Collectors.joining(", "))));
    }

    /** Whether it follows the gradient of the soft objective, rather than the values of the hard one. */
    public boolean isSoft() {
        return soft;
    }

    Optimiser optimiser(OptimisationSettings settings) {
        return switch (this) {
            case ADAM -> Optimiser.adam(settings.learningRate());
            case LBFGS -> Optimiser.lbfgs();
            case NEWTON -> Optimiser.newton();
            case CMA_ES -> Optimiser.cmaEs(settings.seed());
            case BOBYQA -> Optimiser.bobyqa();
        };
    }

    /** What {@code --optimiser} calls it. */
    @Override
    public String toString() {
        return label;
    }
}
