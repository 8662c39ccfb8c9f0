"""Makes resources/org/diffhep/events/shapes.root with uproot (5.7.7): arrays of fixed length, strings, trees in directories.

    python make_shapes.py OUT.root

The values follow the formulas in ShapesTest.
"""

import sys

import awkward as ak
import numpy as np
import uproot

LENGTHS = [3, 0, 1, 254, 255, 256, 300, 2]


def main():
    with uproot.recreate(sys.argv[1]) as file:
        n = len(LENGTHS)
        tree = file.mktree("shapes", {"x": np.dtype(("float32", (2, 3))), "flags": np.dtype(("bool", (4,))), "long": np.dtype(("int64", (1,))), "text": "string", "y": "int16"})
        tree.extend({
            "x": np.arange(6 * n, dtype="float32").reshape(n, 2, 3) / 4,
            "flags": (np.arange(4 * n) % 3 == 0).reshape(n, 4),
            "long": (np.arange(n, dtype="int64") << 40).reshape(n, 1),
            "text": ak.Array(["é" + "abcdefghij"[i] * (length - 2) if length > 1 else "z" * length for i, length in enumerate(LENGTHS)]),
            "y": np.arange(n, dtype="int16") - 3,
        })
        for number, path in enumerate(["top", "a/first", "a/second", "a/b/deep", "c/first"]):
            file.mktree(path, {"number": "int32"}).extend({"number": np.array([number], dtype="int32")})
        file["a/histogram"] = np.histogram([1.0, 2.0, 2.0])


main()
