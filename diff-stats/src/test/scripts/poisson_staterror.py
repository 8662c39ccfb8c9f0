"""Writes what PoissonStatErrorTest compares with: staterrors with Poisson constraint that samples share, from pyhf.

    python poisson_staterror.py RESOURCES    writes poisson-staterror.json

pyhf has no word for them, but for what they are: factors per bin that samples share (shapefactor), and a measurement of
tau events in each bin of an auxiliary channel where tau times the factor are expected, tau = (sum yields)^2 / (sum
errors^2). The file holds that workspace, the same model in HS3, as ROOT writes it, and pyhf's numbers.
Made with pyhf 0.7.6, jax 0.10.2, scipy 1.17.1.
"""

import json
import pathlib
import sys

import numpy as np
import pyhf

# channel -> sample -> yields, errors, modifiers but the staterror; ttbar of CR has none
CHANNELS = {
    "SR": {
        "signal": ([4.0, 9.0, 6.5], [0.5, 0.75, 0.9], ["mu", "scale"]),
        "ttbar": ([60.0, 35.0, 9.0], [4.0, 3.5, 2.5], ["scale", "tail"]),
        "wjets": ([22.0, 14.0, 5.0], [5.0, 3.0, 2.0], ["wjets_norm"]),
    },
    "CR": {
        "ttbar": ([30.0, 16.0], [], ["scale"]),
        "wjets": ([180.0, 90.0], [9.0, 7.5], ["wjets_norm", "scale"]),
        "zjets": ([25.0, 18.0], [4.0, 4.5], []),
    },
}
OBSERVED = {"SR": [93.0, 66.0, 19.0], "CR": [228.0, 131.0]}
SCALE = {"hi": 1.06, "lo": 0.95}
TAIL = {"hi": [62.0, 38.0, 10.5], "lo": [58.5, 33.0, 8.0]}


def tau(samples):
    nominal = sum(np.array(y) for y, e, _ in samples.values() if e)
    return list(nominal**2 / sum(np.array(e) ** 2 for _, e, _ in samples.values() if e))


def pyhf_modifier(name):
    if name == "scale":
        return {"name": name, "type": "normsys", "data": SCALE}
    if name == "tail":
        return {"name": name, "type": "histosys", "data": {"hi_data": TAIL["hi"], "lo_data": TAIL["lo"]}}
    return {"name": name, "type": "normfactor", "data": None}


def pyhf_workspace():
    channels, observations = [], []
    for channel, samples in CHANNELS.items():
        gamma = {"name": f"stat_{channel}", "type": "shapefactor", "data": None}
        channels.append({"name": channel, "samples": [
            {"name": s, "data": y, "modifiers": [pyhf_modifier(m) for m in ms] + ([gamma] if e else [])}
            for s, (y, e, ms) in samples.items()]})
        observations.append({"name": channel, "data": OBSERVED[channel]})
        channels.append({"name": f"aux_{channel}", "samples": [
            {"name": "tau", "data": tau(samples), "modifiers": [gamma]}]})
        observations.append({"name": f"aux_{channel}", "data": tau(samples)})
    measurement = {"name": "m", "config": {"poi": "mu", "parameters": []}}
    return {"channels": channels, "observations": observations, "measurements": [measurement], "version": "1.0.0"}


def hs3_modifier(name):
    if name == "scale":
        return {"name": name, "type": "normsys", "parameter": "alpha_scale", "constraint": "Gauss", "data": SCALE}
    if name == "tail":
        data = {side: {"contents": TAIL[side]} for side in TAIL}
        return {"name": name, "type": "histosys", "parameter": "alpha_tail", "constraint": "Gauss", "data": data}
    return {"name": name, "type": "normfactor", "parameter": name}


def hs3_document():
    """SR says what its staterrors are, CR leaves it to ROOT's default."""
    axes = {c: [{"name": f"obs_x_{c}", "min": 0.0, "max": len(d) * 1.0, "nbins": len(d)}] for c, d in OBSERVED.items()}
    distributions = []
    for channel, samples in CHANNELS.items():
        stat = {"name": "staterror", "type": "staterror",
                "parameters": [f"gamma_stat_{channel}_bin_{b}" for b in range(len(OBSERVED[channel]))]}
        distribution = {"name": f"model_{channel}", "type": "histfactory_dist", "axes": axes[channel], "samples": []}
        if channel == "SR":
            stat["constraint"] = "Poisson"
            distribution["staterror"] = {"constraint": "Poisson", "relThreshold": 0.0}
        for s, (y, e, ms) in samples.items():
            modifiers = [hs3_modifier(m) for m in ms] + ([stat] if e else [])
            data = {"contents": y, "errors": e} if e else {"contents": y}
            distribution["samples"].append({"name": s, "data": data, "modifiers": modifiers})
        distributions.append(distribution)
    return {
        "metadata": {"hs3_version": "0.2"},
        "distributions": distributions,
        "data": [{"name": f"obsData_{c}", "type": "binned", "axes": axes[c], "contents": d}
                 for c, d in OBSERVED.items()],
        "likelihoods": [{"name": "simPdf_obsData", "distributions": [f"model_{c}" for c in OBSERVED],
                         "data": [f"obsData_{c}" for c in OBSERVED]}],
        "analyses": [{"name": "m", "likelihood": "simPdf_obsData", "parameters_of_interest": ["mu"], "domains": []}],
    }


def named(model, values):
    return dict(zip(model.config.par_names, np.asarray(values).tolist()))


def main():
    pyhf.set_backend("jax", pyhf.optimize.scipy_optimizer(tolerance=1e-12), precision="64b")
    spec = pyhf_workspace()
    workspace = pyhf.Workspace(spec)
    model = workspace.model()
    data = workspace.data(model)
    random = np.random.default_rng(20261124)
    points = []
    for _ in range(5):
        point = np.array(model.config.suggested_init())
        point += 0.3 * random.uniform(-1, 1, point.size)
        points.append({"parameters": named(model, point),
                       "twice_nll": float(pyhf.infer.mle.twice_nll(point, data, model)[0])})
    best, value = pyhf.infer.mle.fit(data, model, return_fitted_val=True)
    cls = []
    for mu in [0.5, 1.0, 2.0, 3.0]:
        observed, expected = pyhf.infer.hypotest(mu, data, model, test_stat="qtilde", return_expected_set=True)
        cls.append({"mu": mu, "observed": float(observed), "expected": [float(e) for e in expected]})
    p0 = pyhf.infer.hypotest(0.0, data, model, test_stat="q0")
    result = {"pyhf": spec, "hs3": hs3_document(), "points": points,
              "fit": {"parameters": named(model, best), "twice_nll": float(value)}, "cls": cls, "p0": float(p0)}
    target = pathlib.Path(sys.argv[1]) / "poisson-staterror.json"
    target.write_text(json.dumps(result, indent=1) + "\n")


main()
