"""What pyhf finds in the workspaces that WorkspaceInPyhfTest writes (its folder target/pyhf).

    pip install pyhf==0.7.6 iminuit numpy
    python pyhf_figures.py measurement.json search.json

Prints -2 ln L at the initial parameters, the expected precision of the parameter of interest from the
information matrix there, and the expected discovery significance on the observation, which is the Asimov data.
"""

import json
import sys

import numpy as np
import pyhf

pyhf.set_backend("numpy", pyhf.optimize.minuit_optimizer(tolerance=1e-6, strategy=2))


def derivatives(model, parameters, bins):
    """Of the expected yields, by central differences extrapolated to zero step."""
    jacobian = np.zeros((bins, len(parameters)))
    for i in range(len(parameters)):
        steps = []
        for h in (2e-3, 1e-3):
            up, down = parameters.copy(), parameters.copy()
            up[i] += h
            down[i] -= h
            difference = model.expected_data(up)[:bins] - model.expected_data(down)[:bins]
            steps.append(difference / (2 * h))
        jacobian[:, i] = (4 * steps[1] - steps[0]) / 3
    return jacobian


def precision(model):
    parameters = np.array(model.config.suggested_init(), float)
    bins = model.config.nmaindata
    expected = np.asarray(model.expected_data(parameters))[:bins]
    jacobian = derivatives(model, parameters, bins)
    information = jacobian.T @ np.diag(1 / expected) @ jacobian
    for name in model.config.par_order:
        parameter = model.config.param_set(name)
        where = model.config.par_slice(name)
        if parameter.constrained:
            information[where, where] += np.diag(1 / np.array(parameter.width()) ** 2)
    poi = model.config.poi_index
    return np.sqrt(np.linalg.inv(information)[poi, poi])


for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        workspace = pyhf.Workspace(json.load(file))
    model = workspace.model()
    data = workspace.data(model)
    inits = model.config.suggested_init()
    free = float(pyhf.infer.mle.twice_nll(inits, data, model)[0])
    _, at_zero = pyhf.infer.mle.fixed_poi_fit(0.0, data, model, return_fitted_val=True)
    print(path, "twice_nll", repr(free), "precision", repr(float(precision(model))), "Z", repr(float(np.sqrt(at_zero - free))))
