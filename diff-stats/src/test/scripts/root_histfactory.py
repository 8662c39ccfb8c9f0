"""Random HistFactory models made, exported as HS3 and evaluated with ROOT, for RootHistFactoryTest.

    python -W ignore root_histfactory.py MODELS SEED OUT.jsonl

One line of JSON per model: "hs3", the document as RooJSONFactoryWSTool writes it; "points", values of the parameters;
"twice_nll", -2 ln L of the model as HistFactory built it at each point; "exact", whether the exporter's rounding of
statistical uncertainties to seven digits leaves them as they were; "fit" and "error", minimum and Hesse uncertainties
by Minuit 2 (strategy 2, bounds far away); "minimum", -2 ln L there; "usable", whether it lies inside of the bounds, the
covariance matrix is accurate and there are more bins than free factors. Made with ROOT 6.40.00.
"""

import json
import os
import random
import sys
import tempfile

import ROOT

HF = ROOT.RooStats.HistFactory
ROOT.RooMsgService.instance().setGlobalKillBelow(ROOT.RooFit.ERROR)
OBSERVED = "obsData"


class Histograms:
    """Histograms in a file, which is where HistFactory takes them from most safely."""

    def __init__(self, path):
        self.path = path
        self.file = ROOT.TFile(path, "RECREATE")
        self.count = 0

    def add(self, axes, values, errors=None):
        self.count += 1
        name = f"h{self.count}"
        if len(axes) == 1:
            edges = ROOT.std.vector("double")(axes[0])
            histogram = ROOT.TH1D(name, name, len(axes[0]) - 1, edges.data())
            bins = [(b + 1,) for b in range(len(values))]
        else:
            x, y = (ROOT.std.vector("double")(a) for a in axes)
            histogram = ROOT.TH2D(name, name, len(axes[0]) - 1, x.data(), len(axes[1]) - 1, y.data())
            ny = len(axes[1]) - 1
            bins = [(b // ny + 1, b % ny + 1) for b in range(len(values))]
        for b, value in zip(bins, values):
            histogram.SetBinContent(*b, value)
        for i, b in enumerate(bins):
            histogram.SetBinError(*b, errors[i] if errors else 0)
        histogram.SetDirectory(self.file)
        histogram.Write()
        return name


def axes_of(rng):
    kind = rng.random()
    if kind < 0.15:
        return [[0.0, 1.0, 2.0], [0.0, 2.0, 4.0]]
    if kind < 0.35:
        return [[0.0, 20.0, 50.0, 125.0]]
    return [[float(b) for b in range(rng.randint(1, 4) + 1)]]


def numbers(rng, n, low, high, digits=1):
    return [round(rng.uniform(low, high), digits) for _ in range(n)]


def add_channel(measurement, histograms, rng, channel_name, exact):
    axes = axes_of(rng)
    bins = 1
    for axis in axes:
        bins *= len(axis) - 1
    channel = HF.Channel(channel_name)
    threshold = 0.055 if rng.random() < 0.3 else 0.0
    channel.SetStatErrorConfig(threshold, rng.choice(["Poisson", "Gauss"]))
    relative = numbers(rng, bins, 0.03, 0.12, 2)
    total = [0.0] * bins
    for s in range(rng.randint(2, 4)):
        signal = s == 0
        name = "signal" if signal else f"background{s}"
        values = numbers(rng, bins, 10, 60) if signal else numbers(rng, bins, 20, 90)
        # on two axes ROOT's exporter loses uncertainties beside empty bins
        if not signal and len(axes) == 1 and rng.random() < 0.15:
            values[rng.randrange(bins)] = 0.0
        total = [a + b for a, b in zip(total, values)]
        staterror = not signal and rng.random() < 0.6
        own = relative if exact else numbers(rng, bins, 0.03, 0.12, 3)
        errors = [v * r for v, r in zip(values, own)]
        sample = HF.Sample(name, histograms.add(axes, values, errors), histograms.path)
        sample.SetNormalizeByTheory(rng.random() < 0.6)
        if signal:
            sample.AddNormFactor("mu", 1, 0, 10)
        elif rng.random() < 0.4:
            sample.AddNormFactor(f"norm{s}", 1, 0.2, 5)
        if staterror:
            sample.ActivateStatError()
        for k in range(3):
            if rng.random() < 0.4:
                low = round(rng.uniform(0.7, 0.98), 3)
                high = round(rng.uniform(1.02, 1.3), 3)
                sample.AddOverallSys(f"scale{k}", high if rng.random() < 0.2 else low, high)
        for k in range(2, 5):
            if not signal and rng.random() < 0.35:
                shape = HF.HistoSys()
                shape.SetName(f"scale{k}" if k == 2 else f"shape{k}")
                shape.SetInputFileLow(histograms.path)
                shape.SetInputFileHigh(histograms.path)
                shape.SetHistoNameLow(histograms.add(axes, [round(v * rng.uniform(0.85, 1.02), 2) for v in values]))
                shape.SetHistoNameHigh(histograms.add(axes, [round(v * rng.uniform(0.98, 1.15), 2) for v in values]))
                sample.AddHistoSys(shape)
        if not signal and rng.random() < 0.35:
            uncorrelated = HF.ShapeSys()
            uncorrelated.SetName(f"uncorrelated_{channel_name}_{s}")
            uncorrelated.SetConstraintType(rng.choice([HF.Constraint.Poisson, HF.Constraint.Gaussian]))
            uncorrelated.SetInputFile(histograms.path)
            own = numbers(rng, bins, 0.03, 0.2, 2)
            if bins > 1 and rng.random() < 0.4:
                own[rng.randrange(bins)] = 0.0
            # ROOT would constrain a factor on nothing, which pyhf leaves out
            own = [r if v else 0.0 for r, v in zip(own, values)]
            uncorrelated.SetHistoName(histograms.add(axes, own))
            sample.AddShapeSys(uncorrelated)
        elif not signal and bins > 1 and rng.random() < 0.12:
            sample.AddShapeFactor(f"free_{channel_name}_{s}")
        channel.AddSample(sample)
    data = [float(max(0, round(rng.gauss(t, t**0.5)))) for t in total]
    channel.SetData(histograms.add(axes, data), histograms.path)
    measurement.AddChannel(channel)


def parameters(config):
    names = list(config.GetParametersOfInterest())
    if config.GetNuisanceParameters():
        names += list(config.GetNuisanceParameters())
    return names


def model(rng, folder, index, exact):
    histograms = Histograms(os.path.join(folder, f"histograms{index}.root"))
    measurement = HF.Measurement("measurement", "measurement")
    measurement.SetOutputFilePrefix(os.path.join(folder, "histfactory"))
    measurement.SetPOI("mu")
    measurement.SetLumi(1.0)
    measurement.SetLumiRelErr(round(rng.uniform(0.01, 0.05), 3))
    if rng.random() < 0.3:
        measurement.AddConstantParam("Lumi")
    if rng.random() < 0.2:
        measurement.AddConstantParam("alpha_scale1")
    for c in range(rng.randint(1, 3)):
        add_channel(measurement, histograms, rng, f"region{c}", exact)
    histograms.file.Close()
    measurement.CollectHistograms()
    return HF.MakeModelAndMeasurementFast(measurement)


def evaluate(workspace, rng, points=5):
    config = workspace.obj("ModelConfig")
    data = workspace.data(OBSERVED)
    pdf = config.GetPdf()
    globs = ROOT.RooFit.GlobalObservables(config.GetGlobalObservables())
    nll = pdf.createNLL(data, globs, ROOT.RooFit.Offset(False))
    free = [p for p in parameters(config) if not p.isConstant()]
    start = {p.GetName(): p.getVal() for p in free}
    result = {"points": [dict(start)], "twice_nll": [2 * nll.getVal()]}
    for _ in range(points):
        for p in free:
            name = p.GetName()
            low, high = max(p.getMin(), 0.05), p.getMax()
            if name.startswith("alpha_"):
                low, high = -2.5, 2.5
            elif name.startswith("gamma_"):
                low, high = max(low, 0.6), min(high, 1.4)
            elif name == "Lumi":
                low, high = 0.93, 1.07
            else:
                high = min(high, 3)
            p.setVal(round(rng.uniform(low, high), 3))
        result["points"].append({p.GetName(): p.getVal() for p in free})
        result["twice_nll"].append(2 * nll.getVal())
    bounds = {}
    for p in free:
        p.setVal(start[p.GetName()])
        # Minuit maps bounds onto a sine, which shows in the uncertainties unless they are far away
        bounds[p.GetName()] = (p.getMin(), p.getMax())
        p.setRange(-100 if p.GetName().startswith("alpha_") or p.GetName() == "mu" else 0, 100)
    minimizer = ROOT.RooMinimizer(nll)
    minimizer.setPrintLevel(-1)
    minimizer.setStrategy(2)
    minimizer.setEps(1e-4)
    for _ in range(2):
        minimizer.minimize("Minuit2")
    minimizer.hesse()
    fit = minimizer.save()
    final = list(fit.floatParsFinal())
    result["fit"] = {p.GetName(): p.getVal() for p in final}
    result["error"] = {p.GetName(): p.getError() for p in final}
    inside = all(bounds[p.GetName()][0] < p.getVal() < bounds[p.GetName()][1] for p in final)
    unconstrained = sum(p.GetName().startswith(("mu", "norm", "gamma_free")) for p in final)
    bins = data.numEntries()
    result["usable"] = inside and unconstrained < bins and fit.covQual() == 3
    result["minimum"] = 2 * nll.getVal()
    return result


def main():
    count, seed, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as folder, open(out, "w", encoding="utf-8") as lines:
        for i in range(count):
            rng = random.Random(seed * 100003 + i)
            exact = i % 4 != 3
            workspace = model(rng, folder, i, exact)
            path = os.path.join(folder, "hs3.json")
            ROOT.RooJSONFactoryWSTool(workspace).exportJSON(path)
            with open(path, encoding="utf-8") as document:
                hs3 = json.load(document)
            # on two axes the exporter takes uncertainties of one bin for another, and so rounds them all
            exact = exact and all(len(d.get("axes", [])) < 2 for d in hs3["distributions"])
            record = {"name": f"{seed}-{i}", "exact": exact, "hs3": hs3}
            record.update(evaluate(workspace, rng))
            lines.write(json.dumps(record, separators=(",", ":")) + "\n")


main()
