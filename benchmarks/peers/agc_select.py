#!/usr/bin/env python3
"""The AGC event loop (v2, hard cuts) with uproot and awkward, for a comparison with `benchmarks/run select DIR`.

    python agc_select.py DIR [--variations nominal|all] [--seconds S]

One process, one thread; CPU time of the process. Prints one JSON document: rates as `benchmarks/run select` names them, and the
number of entries of each histogram, which must be those of `select` (`--counts` prints them all).
`loop_…`: the same with the columns in memory.
Needs: pip install uproot awkward numpy (and for LZ4, ZSTD and XXHASH what uproot asks for).
"""

import argparse
import json
import os
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import awkward as ak
import numpy as np
import uproot

BRANCHES = {
    "Electron": ["pt", "eta", "cutBased", "sip3d"],
    "Muon": ["pt", "eta", "tightId", "sip3d", "pfRelIso04_all"],
    "Jet": ["pt", "eta", "phi", "mass", "btagCSVV2", "jetId"],
}
EDGES = np.linspace(50, 550, 26)


def read(path, generator_weights):
    names = [f"{collection}_{column}" for collection, columns in BRANCHES.items() for column in columns]
    with uproot.open(path) as file:
        arrays = file["Events"].arrays(names + (["genWeight"] if generator_weights else []))
    objects = {
        collection: ak.zip({column: arrays[f"{collection}_{column}"] for column in columns})
        for collection, columns in BRANCHES.items()
    }
    weight = ak.to_numpy(arrays["genWeight"]).astype(np.float64) if generator_weights else np.ones(len(arrays))
    return objects, weight


def resolution(pt):
    """1 + 0.05 times the normal quantile of u = 0.001 * (floor(1000 pt) mod 1000) + 0.0005."""
    from statistics import NormalDist

    factors = np.array([1 + 0.05 * NormalDist().inv_cdf(0.001 * n + 0.0005) for n in range(1000)])
    flat = ak.to_numpy(ak.flatten(pt)).astype(np.float64)
    return ak.unflatten(factors[(1000 * flat).astype(np.int64) % 1000], ak.num(pt))


def select(objects, weight, scale, add, weight_variations):
    """Fills HT of 4j1b and the trijet mass of 4j2b with jets whose pT is scaled."""
    electrons, muons, jets = objects["Electron"], objects["Muon"], objects["Jet"]
    electrons = electrons[
        (electrons.pt > 30) & (abs(electrons.eta) < 2.1) & (electrons.cutBased == 4) & (electrons.sip3d < 4)
    ]
    muons = muons[
        (muons.pt > 30) & (abs(muons.eta) < 2.1) & (muons.tightId == 1) & (muons.sip3d < 4) & (muons.pfRelIso04_all < 0.15)
    ]
    one_lepton = ak.num(electrons) + ak.num(muons) == 1
    jets = ak.with_field(jets, ak.values_astype(jets.pt, np.float64) * scale, "pt")[one_lepton]
    weight = weight[ak.to_numpy(one_lepton)]
    jets = jets[(jets.pt > 30) & (abs(jets.eta) < 2.4) & ((jets.jetId & 4) == 4)]
    four = ak.num(jets) >= 4
    jets, weight = jets[four], weight[ak.to_numpy(four)]
    tags = ak.sum(jets.btagCSVV2 > 0.5, axis=1)

    one = jets[tags == 1]
    fill(add, "4j1b", ak.to_numpy(ak.sum(one.pt, axis=1)), one, weight[ak.to_numpy(tags == 1)], weight_variations)

    two = jets[tags >= 2]
    eta, phi, mass = (ak.values_astype(two[name], np.float64) for name in ("eta", "phi", "mass"))
    vectors = ak.zip(
        {
            "px": two.pt * np.cos(phi),
            "py": two.pt * np.sin(phi),
            "pz": two.pt * np.sinh(eta),
            "e": np.sqrt(mass**2 + (two.pt * np.cosh(eta)) ** 2),
            "tag": two.btagCSVV2 > 0.5,
        }
    )
    a, b, c = ak.unzip(ak.combinations(vectors, 3))
    px, py, pz, e = (a[name] + b[name] + c[name] for name in ("px", "py", "pz", "e"))
    key = ak.where(a.tag | b.tag | c.tag, px**2 + py**2, -1.0)
    chosen = ak.argmax(key, axis=1, keepdims=True)
    mass2 = (e**2 - (px**2 + py**2 + pz**2))[chosen]
    trijet = np.sqrt(np.maximum(ak.to_numpy(ak.flatten(mass2)), 0))
    fill(add, "4j2b", trijet, two, weight[ak.to_numpy(tags >= 2)], weight_variations)


def fill(add, region, values, jets, weight, weight_variations):
    add(region, "", values, weight)
    if weight_variations:
        for jet in range(4):
            pt = ak.to_numpy(jets.pt[:, jet])
            for name, sign in (("up", 1), ("down", -1)):
                add(region, f"_btag_var_{jet}_{name}", values, weight * (1 + sign * 0.075 / 50 * pt))


def read_all(folder, catalogue, everything):
    """Yields each sample with its columns."""
    for sample in catalogue["samples"]:
        if sample["variation"] == "nominal" or everything:
            generator_weights = sample.get("generator_weights", catalogue.get("generator_weights", True))
            yield sample, *read(os.path.join(folder, sample["file"]), generator_weights)


def loop(samples, catalogue, everything):
    histograms, events = {}, 0
    for sample, objects, weight in samples:
        nominal = sample["variation"] == "nominal"
        events += len(weight)
        weight = weight * (sample["xsec_pb"] * catalogue["luminosity_pb"] / sample["sum_of_weights"])

        def add(region, variation, values, weights):
            name = f"{region}_{sample['process']}{'' if nominal else '_' + sample['variation']}{variation}"
            counts = np.histogram(values, EDGES)[0]
            sums = np.histogram(values, EDGES, weights=weights)[0]
            squares = np.histogram(values, EDGES, weights=weights**2)[0]
            histograms[name] = (counts, sums, squares)

        select(objects, weight, 1.0, add, nominal and everything)
        if nominal and everything:
            if sample["process"] == "wjets":
                for region in ("4j1b", "4j2b"):
                    counts, sums, squares = histograms[f"{region}_wjets"]
                    for name, factor in (("up", 1.025), ("down", 0.975)):
                        histograms[f"{region}_wjets_scale_var_{name}"] = (counts, factor * sums, factor**2 * squares)
            for name, scale in (("pt_scale_up", 1.03), ("pt_res_up", resolution(objects["Jet"].pt))):
                select(objects, weight, scale, lambda r, _, x, w, n=name: add(r, "_" + n, x, w), False)
    return histograms, events


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--variations", choices=["nominal", "all"], default="nominal")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--counts", action="store_true")
    options = parser.parse_args()
    with open(os.path.join(options.folder, "samples.json")) as file:
        catalogue = json.load(file)
    everything = options.variations == "all"
    histograms, events = loop(read_all(options.folder, catalogue, everything), catalogue, everything)

    def measure(samples):
        times, began = [], time.perf_counter()
        while len(times) < 3 or time.perf_counter() - began < options.seconds:
            before = time.process_time()
            loop(samples(), catalogue, everything)
            times.append(time.process_time() - before)
        return times

    times = measure(lambda: read_all(options.folder, catalogue, everything))
    in_memory = list(read_all(options.folder, catalogue, everything))
    loop_times = measure(lambda: in_memory)
    def rates(name, seconds):
        quartiles = events / np.percentile(seconds, [25, 50, 75])
        return {name: quartiles[1], f"{name}_spread": quartiles[0] - quartiles[2], f"{name}_best": events / min(seconds)}

    figures = {
        **rates("events_per_second_per_core", times),
        **rates("loop_events_per_second_per_core", loop_times),
        "repetitions": len(times),
        "events": events,
        "histograms": len(histograms),
        "entries": int(sum(counts.sum() for counts, _, _ in histograms.values())),
        "variations": options.variations,
        "version": f"{uproot.__version__}, awkward {ak.__version__}",
    }
    if options.counts:
        figures["counts"] = {name: counts.tolist() for name, (counts, _, _) in histograms.items()}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
