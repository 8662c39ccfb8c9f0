"""Writes and checks the files of UhiJsonTest with uhi, hist and numpy.

    python uhi_histograms.py write RESOURCES    writes hist-*.json, as hist writes them
    python uhi_histograms.py check RESOURCES    reads diffhep-*.json and diffhep.npz, as diffhep wrote them

Made with uhi 1.2.1, hist 2.12.1, boost-histogram 1.8.1, numpy 2.4.6. The test fills the same entries in Java.
"""

import importlib.resources
import json
import pathlib
import sys

import hist
import jsonschema
import numpy as np
import uhi.io.json
import uhi.schema

X = np.array([-1.0, 0.0, 0.25, 0.5, 0.75, 1.5, 2.5, 3.0, 7.0])
Y = np.array([0.5, 1.5, 2.5, 0.5, 1.5, 2.5, 0.5, 9.0, -9.0])
W = np.array([0.5, 1.5, -0.25, 2.0, 1.0, 0.125, 3.0, 1.0, 4.0])


def weighted():
    h = hist.Hist(
        hist.axis.Regular(4, 0, 2),
        hist.axis.Variable([0, 1, 2, 3.5], underflow=False),
        storage=hist.storage.Weight(),
    )
    h.fill(X, Y, weight=W)
    return h


def counts():
    h = hist.Hist(hist.axis.Regular(3, 0, 3, overflow=False), storage=hist.storage.Int64())
    h.fill(X)
    return h


def write(folder):
    for name, h in {"weighted": weighted(), "counts": counts()}.items():
        text = json.dumps(h, default=uhi.io.json.default)
        (folder / f"hist-{name}.json").write_text(text + "\n")
    sparse = uhi.io.to_sparse(weighted()._to_uhi_()) if hasattr(uhi.io, "to_sparse") else None
    if sparse:
        (folder / "hist-sparse.json").write_text(json.dumps(sparse, default=uhi.io.json.default) + "\n")


def check(folder):
    schema = json.loads(importlib.resources.files("uhi").joinpath("resources/histogram.schema.json").read_text())
    document = json.loads((folder / "diffhep-weighted.json").read_text())
    jsonschema.validate(document, schema)
    read = hist.Hist(json.loads((folder / "diffhep-weighted.json").read_text(), object_hook=uhi.io.json.object_hook))
    expected = weighted()
    for flow in (False, True):
        assert np.array_equal(read.values(flow=flow), expected.values(flow=flow))
        assert np.array_equal(read.variances(flow=flow), expected.variances(flow=flow))
    assert [list(axis.edges) for axis in read.axes] == [list(axis.edges) for axis in expected.axes]
    arrays = np.load(folder / "diffhep.npz")
    assert np.array_equal(arrays["values"], expected.values(flow=True))
    assert np.array_equal(arrays["variances"], expected.variances(flow=True))
    assert np.array_equal(arrays["edges_1"], expected.axes[1].edges)
    assert arrays["flows"].tolist() == [[1, 1], [0, 1]]
    print("all as expected")


{"write": write, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
