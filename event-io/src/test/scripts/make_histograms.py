"""Makes resources/org/diffhep/events/histograms.root with uproot (5.7.7) and prints what uproot reads back from it, or from other files.

    python make_histograms.py OUT.root
    python make_histograms.py --digest FOLDER FILE... > histogram-digests.json     (FILEs are relative to FOLDER)

The values follow the formulas in HistogramTest. A digest is the SHA-256 of values and variances, with flow, and edges, as big-endian
float64: for two axes x runs fastest.
"""

import hashlib
import json
import os
import sys

import numpy as np
import uproot
from uproot.writing.identify import to_TAxis, to_TH1x, to_TH2x, to_TH3x

CLASSES = {"f4": "F", "f8": "D", "i1": "C", "i2": "S", "i4": "I"}


def axis(name, edges, regular):
    edges = np.asarray(edges, dtype="f8")
    return to_TAxis(name, "", len(edges) - 1, edges[0], edges[-1], fXbins=None if regular else edges)


def make(path):
    with uproot.recreate(path) as file:
        for dtype in CLASSES:
            x = axis("xaxis", np.linspace(-1.5, 2.0, 6), True)
            data = (np.arange(7) * 17 % 100).astype(dtype)
            sumw2 = np.arange(7) / 4.0 if dtype in ("f4", "f8") else np.zeros(0)
            file["one/h_" + CLASSES[dtype]] = to_TH1x("h_" + CLASSES[dtype], "a title", data, 12.0, 1.0, 1.0, 1.0, 1.0, sumw2, x)
        data = (np.arange(4 * 5) ** 2 / 8.0).astype("f8")
        x, y = axis("xaxis", [0, 1, 10], False), axis("yaxis", [-3, -1, 0, 5], False)
        file["two"] = to_TH2x("two", "", data, 3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, np.arange(20) * 0.5, x, y)
        data = (np.arange(4 * 3 * 5) ** 2 / 16.0).astype("f4")
        z = axis("zaxis", [0, 1, 3, 6], False)
        y = axis("yaxis", [-1, 1], True)
        sums = [1.0] * 11
        file["three"] = to_TH3x("three", "in space", data, 5.0, *sums, np.arange(60) * 0.25, x, y, z)


def digest(folder, names):
    result = {}
    for name in names:
        with uproot.open(os.path.join(folder, name)) as file:
            for key, kind in file.classnames(cycle=False).items():
                if kind[:3] in ("TH1", "TH2", "TH3"):
                    h = file[key]
                    parts = [h.values(flow=True).T.reshape(-1), h.variances(flow=True).T.reshape(-1)] + [a.edges() for a in h.axes]
                    result[f"{name}:{key}"] = hashlib.sha256(b"".join(np.asarray(p).astype(">f8").tobytes() for p in parts)).hexdigest()
    print(json.dumps(result, indent=1))


if sys.argv[1] == "--digest":
    digest(sys.argv[2], sys.argv[3:])
else:
    make(sys.argv[1])
