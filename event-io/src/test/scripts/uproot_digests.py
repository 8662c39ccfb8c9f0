"""Digests of every column of ROOT files, by uproot (5.7.7, awkward 2): what UprootDigestTest compares with.

    python uproot_digests.py FOLDER FILE... > uproot-digests.json     (FILEs are relative to FOLDER)

A column is a branch (or a leaf, of a branch with several) that uproot reads as numbers or strings, at any depth of lists; of a branch that
heads the members of the objects of a collection, their number; of objects whose members are all numbers or such objects (ElementLink,
TLorentzVector), and of sequences of them, a column for each number. Those that are streamed member by member uproot (5.7.7) takes for objects one after the other: they are taken apart
here, from the bytes of their baskets. Per tree: the number of columns, of values of all columns together, and the
SHA-256 of one line per column, in the order of the tree: "name type entries values sha256 counts_sha256", the last being "-" for a flat
column; the digests as in ColumnDigest. The columns that uproot reads only as objects, or not at all, are counted under "others".
Columns of --columns also get their own line, in the first file. --list prints the lines instead.
"""

import argparse
import hashlib
import json
import os

import awkward as ak
import numpy as np
import uproot

MASTERS = (3, 4)


class NotNumbers(Exception):
    pass


def sha256(array):
    return hashlib.sha256(array.tobytes()).hexdigest()


def levels(layout, counts):
    """The values and their type; the lengths of the lists of each level are added to counts."""
    if layout.is_option or layout.is_indexed:
        return levels(layout.project(), counts)
    if layout.is_numpy:
        data = np.asarray(layout.data)
        if data.ndim > 1:
            counts.append(np.full(len(data), int(np.prod(data.shape[1:])), dtype=np.int32))
        if layout.parameter("__array__") == "char":
            return data, "char"
        return data.reshape(-1), str(data.dtype)
    if layout.is_regular:
        size = 1
        length = len(layout)
        while layout.is_regular:
            size *= layout.size
            layout = layout.content[: len(layout) * layout.size]
        if layout.is_numpy:
            counts.append(np.full(length, size * int(np.prod(np.asarray(layout.data).shape[1:])), dtype=np.int32))
            return np.asarray(layout.data).reshape(-1), str(np.asarray(layout.data).dtype)
        counts.append(np.full(length, size, dtype=np.int32))
        return levels(layout, counts)
    if layout.is_list:
        offsets = np.asarray(layout.to_ListOffsetArray64(True).offsets.data)
        counts.append(np.diff(offsets).astype(np.int32))
        return levels(layout.to_ListOffsetArray64(True).content[: offsets[-1]], counts)
    raise NotNumbers(type(layout).__name__)


def line(name, array):
    counts = []
    values, kind = levels(ak.to_packed(array).layout, counts)
    big_endian = values.astype(values.dtype.newbyteorder(">"))
    counted = sha256(np.concatenate(counts).astype(">i4")) if counts else "-"
    return f"{name} {kind} {len(array)} {len(values)} {sha256(big_endian)} {counted}", len(values)


def member_by_member(branch):
    """The members of a vector of links whose entries are: byte count, version, version and checksum of the class, number, all keys, all indices."""
    members = {"m_persKey": [], "m_persIndex": []}
    for i in range(branch.num_baskets):
        basket = branch.basket(i)
        data, offsets = np.asarray(basket.data), np.asarray(basket.byte_offsets)
        for start, stop in zip(offsets[:-1], offsets[1:]):
            entry = data[start:stop].tobytes()
            assert int.from_bytes(entry[4:6], "big") & 0x4000 and entry[6:8] == b"\0\0"
            n = int.from_bytes(entry[12:16], "big")
            assert len(entry) == 16 + 8 * n
            both = np.frombuffer(entry, ">u4", offset=16).astype("u4")
            members["m_persKey"].append(both[:n])
            members["m_persIndex"].append(both[n:])
    return {name: ak.unflatten(np.concatenate(lists), [len(values) for values in lists]) for name, lists in members.items()}


def members_of(prefix, array):
    """The numbers of objects, and of the objects that are members of them, by name."""
    layout = array.layout
    while layout.is_list:
        layout = layout.content
    if not layout.is_record:
        raise NotNumbers()
    for name, content in zip(layout.fields, layout.contents):
        if content.is_numpy:
            yield prefix + name, array[name]
        else:
            yield from members_of(prefix + name + ".", array[name])


def of_objects(branch):
    """The columns of objects of numbers, and of sequences of them: their names and arrays. None if it holds something else."""
    interpretation = repr(branch.interpretation)
    if "Model_" not in interpretation or "AsVector" not in interpretation and "AsStridedObjects" not in interpretation:
        return None
    try:
        if interpretation.startswith("AsJagged(AsStridedObjects(Model_ElementLink"):
            return member_by_member(branch)
        return dict(members_of("", branch.array()))
    except Exception:
        return None


def columns(branch):
    """The (name, array) of a branch; an array of None if it is not of numbers."""
    kind = branch.all_members.get("fType") if branch.classname == "TBranchElement" else None
    if kind in MASTERS:
        yield branch.name, branch.array(interpretation=uproot.AsDtype(">i4"))
    elif len(branch.branches) == 0:
        leaves = branch.member("fLeaves")
        separator = "" if branch.name.endswith(".") else "."
        members = of_objects(branch) if len(leaves) == 1 else None
        if members:
            for name, array in members.items():
                yield branch.name + "." + name, array
            return
        try:
            interpretation = repr(branch.interpretation)
            whole = None if "Model_" in interpretation or "Unknown" in interpretation else branch.array()
        except Exception:
            whole = None
        if len(leaves) > 1:
            for leaf in leaves:
                yield branch.name + separator + leaf.member("fName"), None if whole is None else whole[leaf.member("fName")]
        else:
            yield branch.name, whole


def walk(branches, path, names):
    for branch in branches:
        for name, array in columns(branch):
            unique = name if name not in names else path + name
            names.add(unique)
            yield unique, array
        yield from walk(branch.branches, path + branch.name + "/", names)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--columns", default="")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    wanted = set(filter(None, arguments.columns.split(",")))
    result = {}
    for name in arguments.files:
        with uproot.open(os.path.join(arguments.folder, name)) as file:
            for tree in [key for key, kind in file.classnames(cycle=False).items() if kind in ("TTree", "TNtuple")]:
                digest, read, others, values, chosen, seen = hashlib.sha256(), 0, 0, 0, {}, set()
                for column, array in walk(file[tree].branches, "", set()):
                    if column in seen:
                        continue
                    seen.add(column)
                    try:
                        if array is None:
                            raise NotNumbers()
                        text, n = line(column, array)
                    except NotNumbers:
                        others += 1
                        if arguments.list:
                            print(f"{name}:{tree}", column, "-")
                        continue
                    if arguments.list:
                        print(f"{name}:{tree}", text)
                    digest.update((text + "\n").encode())
                    read += 1
                    values += n
                    if column in wanted and name == arguments.files[0]:
                        chosen[column] = text.split(" ", 1)[1]
                result[f"{name}:{tree}"] = {"columns": read, "others": others, "entries": file[tree].num_entries, "values": values, "sha256": digest.hexdigest(), **({"chosen": chosen} if chosen else {})}
    if not arguments.list:
        print(json.dumps(result, indent=1))


main()
