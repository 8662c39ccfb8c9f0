"""Makes resources/org/diffhep/pipeline/jet-numbers.json with uproot (5.7.7) and awkward (2.14.0): jets of PHYSLITE and NanoAOD files, in GeV.

    python jet_numbers.py FOLDER > jet-numbers.json     (FOLDER holds the files)

For each event the number of jets with pT > 25 GeV and |eta| < 2.5, the scalar sum of their pT, the sum of the masses of all pairs of them, and the
weight. Kinematics are float32 as in the files, divided by 1000 as such where they are in MeV; the rest is float64.
"""

import json
import os
import sys

import awkward as ak
import numpy as np
import uproot

MEGA = np.float32(1000)


def physlite(table, colon):
    store = "AnalysisJetsAuxDyn" + colon
    jets = [table[store + member].array() for member in ("pt", "eta", "phi", "m")]
    weights = table["EventInfoAuxDyn" + colon + "mcEventWeights"].array()
    return jets[0] / MEGA, jets[1], jets[2], jets[3] / MEGA, weights[:, 0], table["EventInfoAuxDyn" + colon + "eventNumber"].array()


def nano(table):
    jets = [table["Jet_" + member].array() for member in ("pt", "eta", "phi", "mass")]
    return *jets, table["genWeight"].array(), table["event"].array()


def numbers(pt, eta, phi, mass, weight, event):
    pt, eta, phi, mass = (ak.values_astype(values, "float64") for values in (pt, eta, phi, mass))
    good = (pt > 25) & (abs(eta) < 2.5)
    pt, eta, phi, mass = (values[good] for values in (pt, eta, phi, mass))
    px, py, pz = pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta)
    jets = ak.zip({"x": px, "y": py, "z": pz, "e": np.sqrt(px**2 + py**2 + pz**2 + mass**2)})
    a, b = ak.unzip(ak.combinations(jets, 2))
    square = (a.e + b.e) ** 2 - (a.x + b.x) ** 2 - (a.y + b.y) ** 2 - (a.z + b.z) ** 2
    return {
        "event": ak.to_list(event),
        "good": ak.to_list(ak.num(pt)),
        "ht": ak.to_list(ak.sum(pt, axis=1)),
        "pair_masses": ak.to_list(ak.sum(np.sqrt(square), axis=1)),
        "weight": ak.to_list(ak.values_astype(weight, "float64")),
    }


def main(folder):
    def open(name):
        return uproot.open(os.path.join(folder, name))

    result = {
        "PHYSLITE_example.root": numbers(*physlite(open("PHYSLITE_example.root")["CollectionTree"], ".")),
        "uproot-physlite-rntuple_v1-0-0-0.root": numbers(*physlite(open("uproot-physlite-rntuple_v1-0-0-0.root")["EventData"], ":")),
        "nano_dy.root": numbers(*nano(open("nano_dy.root")["Events"])),
    }
    print("{" + ",\n".join(json.dumps(name) + ": " + json.dumps(value) for name, value in result.items()) + "}")


main(sys.argv[1])
