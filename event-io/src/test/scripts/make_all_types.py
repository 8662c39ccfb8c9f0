"""Makes resources/org/diffhep/events/all-types.root with uproot (5.7.7): every type, flat and jagged, every codec, two clusters, a second tree.

    python make_all_types.py OUT.root

The values follow the formula in AllTypesTest, so nothing else need be stored.
"""

import sys

import awkward as ak
import numpy as np
import uproot

TYPES = ["float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"]
CODECS = [uproot.ZLIB(1), uproot.LZMA(6), uproot.LZ4(4), uproot.ZSTD(5), None]
ENTRIES = [70, 50]


def values(dtype, n, salt):
    """Value i is i^2 * 2654435761 + salt modulo 2^64, cut to the type; a floating-point number is that modulo 2^20, over 16."""
    i = np.arange(n, dtype=np.uint64)
    bits = i * i * np.uint64(2654435761) + np.uint64(salt)
    if dtype.startswith("float"):
        return ((bits % np.uint64(1 << 20)).astype(np.float64) / 16).astype(dtype)
    if dtype == "bool":
        return (bits >> np.uint64(4)) % np.uint64(2) == 1
    return bits.astype(dtype)


def main():
    with uproot.recreate(sys.argv[1]) as file:
        kinds = {}
        for dtype in TYPES:
            kinds["flat_" + dtype] = dtype
        kinds["Obj"] = ak.types.from_datashape("var * {" + ", ".join(f"{dtype}: {dtype}" for dtype in TYPES) + "}", highlevel=False)
        tree = file.mktree("All", kinds, counter_name=lambda name: "n" + name, initial_basket_capacity=2)
        names = [prefix + dtype for prefix in ("flat_", "Obj_") for dtype in TYPES] + ["nObj"]
        tree.compression = {name: CODECS[i % len(CODECS)] for i, name in enumerate(names)}
        for cluster, n in enumerate(ENTRIES):
            counts = np.arange(n) % 4
            total = int(counts.sum())
            objects = ak.zip({dtype: ak.unflatten(values(dtype, total, 100 + cluster), counts) for dtype in TYPES})
            tree.extend({**{"flat_" + dtype: values(dtype, n, cluster) for dtype in TYPES}, "Obj": objects})
        runs = file.mktree("Runs", {"genEventSumw": "float64", "genEventCount": "int64"})
        runs.extend({"genEventSumw": np.array([120.5]), "genEventCount": np.array([120], dtype=np.int64)})


main()
