"""Digests of every simple-leaf branch of ROOT files, by uproot (5.7.7, awkward 2): what UprootDigestTest compares with.

    python uproot_digests.py FOLDER FILE... > uproot-digests.json     (FILEs are relative to FOLDER)

Per tree: the number of columns, of values of all columns together, and the SHA-256 of one line per column, in the order of the tree:
"name type entries values sha256 counts_sha256", the last being "-" for a flat column; the digests as in ColumnDigest.
Columns of --columns also get their own line, in the first file.
"""

import argparse
import hashlib
import json
import os

import awkward as ak
import numpy as np
import uproot

LEAVES = {"TLeafF": "float32", "TLeafD": "float64", "TLeafB": "int8", "TLeafS": "int16", "TLeafI": "int32", "TLeafL": "int64", "TLeafO": "bool"}


def sha256(array):
    return hashlib.sha256(array.tobytes()).hexdigest()


def simple(branch):
    leaves = branch.member("fLeaves")
    return branch.classname == "TBranch" and len(leaves) == 1 and leaves[0].classname in LEAVES and leaves[0].member("fLen") == 1


def line(branch, dtype, array):
    big_endian = np.dtype(dtype).newbyteorder(">")
    if branch.member("fLeaves")[0].member("fLeafCount") is None:
        values, counts = ak.to_numpy(array), "-"
    else:
        values, counts = ak.to_numpy(ak.flatten(array)), sha256(ak.to_numpy(ak.num(array)).astype(">i4"))
    assert values.dtype == np.dtype(dtype), (branch.name, values.dtype, dtype)
    return f"{branch.name} {dtype} {len(array)} {len(values)} {sha256(values.astype(big_endian))} {counts}", len(values)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--columns", default="")
    arguments = parser.parse_args()
    wanted = set(filter(None, arguments.columns.split(",")))
    result = {}
    for name in arguments.files:
        with uproot.open(os.path.join(arguments.folder, name)) as file:
            for tree in [key for key, kind in file.classnames(cycle=False).items() if kind == "TTree"]:
                digest, columns, values, chosen, seen = hashlib.sha256(), 0, 0, {}, set()
                branches = [b for b in file[tree].branches if simple(b)]
                for branch in branches:
                    if branch.name in seen:
                        continue
                    seen.add(branch.name)
                    leaf = branch.member("fLeaves")[0]
                    dtype = ("u" if leaf.member("fIsUnsigned") else "") + LEAVES[leaf.classname]
                    text, n = line(branch, dtype, branch.array())
                    digest.update((text + "\n").encode())
                    columns += 1
                    values += n
                    if branch.name in wanted and name == arguments.files[0]:
                        chosen[branch.name] = text.split(" ", 1)[1]
                if columns:
                    result[f"{name}:{tree}"] = {"columns": columns, "entries": file[tree].num_entries, "values": values, "sha256": digest.hexdigest(), **({"chosen": chosen} if chosen else {})}
    print(json.dumps(result, indent=1))


main()
