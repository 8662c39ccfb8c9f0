"""Tables between numpy, awkward, pyarrow, uproot and diffhep (numpy 2.4, awkward 2.14, pyarrow 26, uproot 5.7.7).

    python table_files.py make FOLDER       writes numpy-*.npz and numpy-digests.json: what NpzTest reads
    python table_files.py check FILE...     digests of files that SampleTables wrote, as these programs read them: written-digests.json

The digests are those of ColumnDigest.
"""

import csv
import hashlib
import json
import os
import sys

import awkward as ak
import numpy as np
import uproot


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def big_endian(array):
    return array if array.dtype == bool else array.astype(array.dtype.newbyteorder(">"))


def digest(array):
    """Of an awkward array: its type, entries, values, and the digests of values and counts."""
    entries = len(array)
    counts = []
    layout = ak.to_layout(array)
    while not layout.is_numpy:
        if layout.is_option or layout.is_indexed:
            layout = layout.project()
            continue
        if layout.is_regular:
            counts.append(np.full(len(layout), layout.size, np.int32))
            layout = layout.content[: len(layout) * layout.size]
            continue
        layout = layout.to_ListOffsetArray64(True)
        offsets = np.asarray(layout.offsets.data)
        counts.append(np.diff(offsets).astype(np.int32))
        layout = layout.content[: offsets[-1]]
    values = np.asarray(layout.data)
    char = layout.parameter("__array__") in ("char", "byte")
    return {
        "type": "char" if char else str(values.dtype),
        "entries": entries,
        "values": len(values),
        "sha256": sha256(big_endian(values)),
        "counts_sha256": sha256(np.concatenate(counts).astype(">i4")) if counts else None,
    }


def read_npz(file):
    """A jagged column is two lines of awkward: the array, unflattened by the differences of its offsets."""
    with np.load(file) as arrays:
        columns = {}
        for name in arrays.files:
            if ".offsets" in name:
                continue
            array = arrays[name]
            if array.dtype.kind == "U":
                array = ak.Array(array.tolist()) if len(array) else ak.Array([""])[:0]
            offsets = name + ".offsets"
            if offsets not in arrays:
                offsets = name.split("_")[0] + ".offsets"
            if offsets in arrays:
                for level in range(9, 0, -1):
                    if f"{offsets}.{level}" in arrays:
                        array = ak.unflatten(array, np.diff(arrays[f"{offsets}.{level}"]))
                array = ak.unflatten(array, np.diff(arrays[offsets]))
            columns[name] = digest(array)
        return columns


def read_parquet(file):
    table = ak.from_parquet(file)
    return {name: digest(table[name]) for name in table.fields}


def read_csv(file):
    with open(file, newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    columns = {}
    for name, texts in zip(rows[0], zip(*rows[1:])):
        array = None
        for convert in (lambda t: np.array([int(x) for x in t], np.int64),
                        lambda t: np.array([int(x) for x in t], np.uint64),
                        lambda t: np.array([float(x) for x in t]),
                        lambda t: np.array([{"true": True, "false": False}[x] for x in t])):
            try:
                array = convert(texts)
                break
            except (ValueError, OverflowError, KeyError):
                continue
        columns[name] = digest(ak.Array(array if array is not None else list(texts)))
    return columns


def read_root(file):
    with uproot.open(file) as content:
        tree = content["Events"]
        for branch in tree.branches:  # what ROOT makes room by
            leaf = branch.member("fLeaves")[0]
            if leaf.member("fLeafCount") is not None:
                assert leaf.member("fLeafCount").member("fMaximum") == (ak.max(ak.num(branch.array())) or 0), branch.name
            if leaf.classname == "TLeafC":
                longest = max((len(text.encode()) for text in branch.array().to_list()), default=0)
                assert leaf.member("fLen") == longest + 1, branch.name
        return {branch.name: digest(branch.array()) for branch in tree.branches}


def check(files):
    readers = {".root": read_root, ".npz": read_npz, ".parquet": read_parquet, ".csv": read_csv}
    result = {}
    for file in files:
        with open(file, "rb") as content:
            whole = hashlib.sha256(content.read()).hexdigest()
        result[os.path.basename(file)] = {"file": whole, "columns": readers[os.path.splitext(file)[1]](file)}
    print(json.dumps(result, indent=1, ensure_ascii=False))


def make(folder):
    rng = np.random.default_rng(7)
    n = 100
    flat = {}
    for dtype in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
        info = np.iinfo(dtype)
        for order in "<>":
            flat[f"flat_{dtype}_{'le' if order == '<' else 'be'}"] = rng.integers(
                info.min, info.max, n, dtype=dtype, endpoint=True).astype(order + dtype)
    for dtype in ("f2", "f4", "f8"):
        for order in "<>":
            flat[f"flat_{dtype}_{'le' if order == '<' else 'be'}"] = np.concatenate(
                [rng.normal(size=n - 5), [0.0, -0.0, np.inf, -np.inf, 6e-8]]).astype(order + dtype)
    flat["flat_bool"] = rng.random(n) < 0.5
    flat["text"] = np.array([["", "a", "Zürich", "Bs0→μμ", "𝄞"][i % 5] for i in range(n)])
    flat["text_be"] = flat["text"].astype(">U8")
    flat["bytes"] = np.array([[b"", b"ab", b"a\0b"][i % 3] for i in range(n)])
    flat["matrix"] = rng.normal(size=(n, 2, 3))
    expected = {}

    def flatten(array):
        if array.dtype.kind == "f" and array.dtype.itemsize == 2:
            return digest(ak.Array(array.astype("f4")))
        if array.dtype.kind == "U":
            return digest(ak.Array(array.tolist()))
        if array.dtype.kind == "S":
            return {**digest(ak.Array(array.tolist())), "type": "char"}
        if array.ndim > 1:
            return digest(ak.Array(ak.from_regular(ak.Array(array.reshape(len(array), -1)))))
        return digest(ak.Array(array.astype(array.dtype.newbyteorder("="))))

    others = {
        "complex": np.zeros(n, "c8"), "time": np.zeros(n, "M8[s]"), "record": np.zeros(n, [("a", "f4")]),
        "fortran": np.asfortranarray(np.ones((n, 2))), "single": np.float64(3), "edges": np.arange(5.0),
    }
    for name, save in (("numpy-flat.npz", np.savez), ("numpy-compressed.npz", np.savez_compressed)):
        save(os.path.join(folder, name), **flat, **others)
        expected[name] = {key: flatten(value) for key, value in flat.items()}

    counts = rng.integers(0, 5, n)
    jets = ak.unflatten(rng.normal(size=counts.sum()).astype("f4"), counts)
    inner = rng.integers(0, 3, counts.sum())
    cells = ak.unflatten(ak.unflatten(rng.integers(0, 99, inner.sum()), inner), counts)
    tags = ak.unflatten(np.array(["b", "light", "c"])[rng.integers(0, 3, counts.sum())].tolist(), counts)
    columns = {"nJet": counts.astype("u4"), "Jet_pt": jets, "Jet_id": ak.values_astype(jets * 10, "i4"), "MET": rng.normal(size=n)}
    np.savez(os.path.join(folder, "numpy-counters.npz"), nJet=columns["nJet"], Jet_pt=ak.to_numpy(ak.flatten(jets)),
             Jet_id=ak.to_numpy(ak.flatten(columns["Jet_id"])), MET=columns["MET"])
    expected["numpy-counters.npz"] = {key: digest(ak.Array(value)) for key, value in columns.items()}

    columns = {"Jet_pt": jets, "Jet_id": columns["Jet_id"], "cells": cells, "tags": tags}
    starts = np.concatenate([[0], np.cumsum(counts)])
    np.savez(os.path.join(folder, "numpy-offsets.npz"), **{
        "Jet.offsets": starts, "Jet_pt": ak.to_numpy(ak.flatten(jets)), "Jet_id": ak.to_numpy(ak.flatten(columns["Jet_id"])),
        "cells": ak.to_numpy(ak.flatten(cells, axis=None)), "cells.offsets": starts.astype("u4"),
        "cells.offsets.1": np.concatenate([[0], np.cumsum(inner)]),
        "tags": np.array(ak.flatten(tags).to_list()), "tags.offsets": starts.astype(">i2"),
    })
    expected["numpy-offsets.npz"] = {key: digest(value) for key, value in columns.items()}
    with open(os.path.join(folder, "numpy-digests.json"), "w", encoding="utf-8") as out:
        json.dump(expected, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        check(sys.argv[2:])
