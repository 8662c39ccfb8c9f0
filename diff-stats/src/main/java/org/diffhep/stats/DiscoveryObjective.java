package org.diffhep.stats;

/** Median expected discovery significance. */
final class DiscoveryObjective implements RepeatedObjective {
    @Override
    public String name() {
        return "discovery";
    }

    @Override
    public boolean maximise() {
        return true;
    }

    @Override
    public Evaluation on(HistFactoryModel model) {
        AsimovRatio ratio = new AsimovRatio(model, 1);
        return new Evaluation() {
            @Override
            public ObjectiveResult evaluate() {
                return DiscoveryObjective.this.evaluate(model, ratio);
            }

            @Override
            public void forget() {
                ratio.forget();
            }
        };
    }

    private ObjectiveResult evaluate(HistFactoryModel model, AsimovRatio ratio) {
        ratio.generate();
        double q0 = ratio.q(0);
        double z = Math.sqrt(q0);
        if (!(z > 1e-8)) {
            throw new ObjectiveUndefinedException("the expected data at "
                    + model.parameterNames().get(ratio.poi())
                    + " = 1 fit its absence as well (q0 = " + q0
                    + "): the signal is empty, or a free parameter can take its place");
        }
        return new ObjectiveResult(name(), z, ratio.gradient(0.5 / z));
    }
}
