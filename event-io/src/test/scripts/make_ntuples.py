"""Makes resources/org/diffhep/events/ntuples.root with uproot (5.7.7): every type, flat, in lists, lists of lists, records, arrays, options and
unions, strings; an ntuple for each codec, in several cluster groups.

    python make_ntuples.py OUT.root

What uproot itself reads from it: uproot_ntuple_digests.py.
"""

import sys

import awkward as ak
import numpy as np
import uproot

TYPES = ["float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"]
CODECS = {"zlib": uproot.ZLIB(1), "lzma": uproot.LZMA(6), "lz4": uproot.LZ4(4), "zstd": uproot.ZSTD(5), "raw": None}
CLUSTERS = [70, 1, 50]


def values(dtype, n, salt):
    """As in make_all_types.py."""
    i = np.arange(n, dtype=np.uint64)
    bits = i * i * np.uint64(2654435761) + np.uint64(salt)
    if dtype.startswith("float"):
        return ((bits % np.uint64(1 << 20)).astype(np.float64) / 16).astype(dtype)
    if dtype == "bool":
        return (bits >> np.uint64(4)) % np.uint64(2) == 1
    return bits.astype(dtype)


def entries(n, salt):
    counts = (np.arange(n) * 7 + salt) % 4
    total = int(counts.sum())
    inner = np.arange(total) % 3
    nested = int(inner.sum())
    texts = ak.Array([f"{'ä' * (i % 5)}{i}" for i in range(total + 1)])[:total]
    columns = {"flat_" + dtype: values(dtype, n, salt) for dtype in TYPES}
    columns |= {"list_" + dtype: ak.unflatten(values(dtype, total, salt), counts) for dtype in TYPES}
    columns["text"] = ak.Array([f"entry {i}" for i in range(n)])
    columns["texts"] = ak.unflatten(texts, counts)
    columns["nested"] = ak.unflatten(ak.unflatten(values("float32", nested, salt), inner), counts)
    columns["array"] = ak.from_numpy(values("int16", 6 * n, salt).reshape(n, 6), regulararray=True)
    columns["arrays"] = ak.from_numpy(values("float64", 6 * n, salt).reshape(n, 2, 3), regulararray=True)
    objects = ak.zip({dtype: ak.unflatten(values(dtype, total, salt + 1), counts) for dtype in TYPES})
    columns["objects"] = objects
    columns["deep"] = ak.zip(
        {
            "id": ak.unflatten(values("int32", total, salt), counts),
            "hits": ak.unflatten(ak.unflatten(values("uint8", nested, salt), inner), counts),
            "name": ak.unflatten(texts, counts),
        },
        depth_limit=2,
    )
    columns["record"] = ak.zip({"x": values("float32", n, salt), "list": ak.unflatten(values("int64", total, salt), counts)}, depth_limit=1)
    # Not a masked array, of which uproot writes the masked values too.
    held = np.arange(n) % 3 != 1
    index = ak.index.Index64(np.where(held, np.cumsum(held) - 1, -1))
    columns["option"] = ak.Array(ak.contents.IndexedOptionArray(index, ak.contents.NumpyArray(values("float32", n, salt)[held])))
    tags = (np.arange(n) % 2).astype(np.int8)
    places = (np.arange(n) // 2).astype(np.int64)
    whole = ak.contents.NumpyArray(values("int32", n // 2 + 1, salt))
    real = ak.contents.NumpyArray(values("float64", n // 2 + 1, salt))
    columns["union"] = ak.Array(ak.contents.UnionArray(ak.index.Index8(tags), ak.index.Index64(places), [whole, real]))
    return columns


def main():
    with uproot.recreate(sys.argv[1]) as file:
        for name, codec in CODECS.items():
            file.compression = codec
            first = entries(CLUSTERS[0], 0)
            ntuple = file.mkrntuple(name, first)
            salt = 100
            for n in CLUSTERS[1:]:
                ntuple.extend(entries(n, salt))
                salt += 100


main()
