package org.diffhep.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes the settings of a model's parameters as HS3's domains and parameter points. */
final class Hs3Settings {
    /** Parameter → its name in the document. */
    private final Map<String, String> names;

    private final Set<String> alphas;
    private final Set<String> lumis;

    Hs3Settings(Map<String, String> names, Set<String> alphas, Set<String> lumis) {
        this.names = names;
        this.alphas = alphas;
        this.lumis = lumis;
    }

    /** Bounds. */
    void domain(ObjectNode domain, HistFactoryModel model) {
        ArrayNode axes = domain.put("type", "product_domain").putArray("axes");
        for (Parameter parameter : model.parameters()) {
            axes.addObject()
                    .put("name", hs3Name(parameter))
                    .put("min", parameter.lower())
                    .put("max", parameter.upper());
        }
    }

    /** Tells ROOT which constants are auxiliary measurements, with the ranges that it gives them. */
    void globalObservables(ObjectNode domain, HistFactoryModel model) {
        ArrayNode axes = domain.put("type", "product_domain").putArray("axes");
        for (Parameter parameter : model.parameters()) {
            if (parameter.constraint() instanceof Constraint.None) {
                continue;
            }
            boolean alpha = alphas.contains(parameter.name());
            ObjectNode axis =
                    axes.addObject().put("name", "nom_" + hs3Name(parameter)).put("min", alpha ? -10.0 : 0.0);
            if (!(parameter.constraint() instanceof Constraint.Poisson)) {
                axis.put("max", 10.0);
            }
        }
    }

    /**
     * Initial values; and, as ROOT names them, nom_PARAMETER for auxiliary data that are not where they are by default in
     * all measurements: what one point leaves open is taken from default_values.
     */
    void point(ObjectNode point, HistFactoryModel model, Set<String> moved) {
        ArrayNode list = point.putArray("parameters");
        for (Parameter parameter : model.parameters()) {
            ObjectNode node = value(list, hs3Name(parameter), parameter.init());
            if (parameter.fixed()) {
                node.put("const", true);
            }
        }
        for (Parameter parameter : model.parameters()) {
            String name = hs3Name(parameter);
            if (moved.contains(parameter.name())) {
                double auxdata = parameter.constraint() instanceof Constraint.Poisson poisson
                        ? poisson.auxdata()
                        : ((Constraint.Normal) parameter.constraint()).auxdata();
                value(list, "nom_" + name, auxdata).put("const", true);
            }
            if (lumis.contains(parameter.name()) && parameter.constraint() instanceof Constraint.Normal normal) {
                value(list, "sigma_" + name, normal.sigma()).put("const", true);
            }
        }
    }

    /** Parameters whose auxiliary data some measurement moves; the lumi among them, which has no default. */
    Set<String> moved(List<HistFactoryModel> models) {
        Set<String> moved = new TreeSet<>(lumis);
        for (HistFactoryModel model : models) {
            for (Parameter parameter : model.parameters()) {
                double usual = alphas.contains(parameter.name()) ? 0 : 1;
                Constraint constraint = parameter.constraint();
                if ((constraint instanceof Constraint.Normal normal && normal.auxdata() != usual)
                        || (constraint instanceof Constraint.Poisson poisson && poisson.auxdata() != poisson.tau())) {
                    moved.add(parameter.name());
                }
            }
        }
        return moved;
    }

    private String hs3Name(Parameter parameter) {
        return names.getOrDefault(parameter.name(), parameter.name());
    }

    private static ObjectNode value(ArrayNode list, String name, double value) {
        return list.addObject().put("name", name).put("value", value);
    }
}
