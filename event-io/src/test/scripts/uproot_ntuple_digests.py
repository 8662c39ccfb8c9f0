"""Digests of every column of the RNTuples in ROOT files, by uproot (5.7.7, awkward 2): what NtupleDigestTest compares with.

    python uproot_ntuple_digests.py FOLDER FILE...     (FILEs are relative to FOLDER)

uproot-ntuple-digests.json is its output for the shared files and for ntuples.root of this module, put together.

A column is what uproot reads as numbers or strings, at any depth of lists, in the field of a path; of a collection of records also the
number of its records. Collections that ROOT's importer made of branches (_collectionN) are left out: their members are projected. Per ntuple:
the number of columns, of values of all columns together, and the SHA-256 of one line per column, in alphabetical order of the lines: "name type
entries values sha256 counts_sha256", as in uproot_digests.py. The type is that of the field where uproot has another: char is int8 (not uint8),
and a cardinality of its own type (not int64). An optional value counts as a list of none or one. What is
in variants is left out: of those in several clusters uproot mixes up the values.
--list prints the lines instead.
"""

import argparse
import hashlib
import json
import os
import re

import awkward as ak
import numpy as np
import uproot


def sha256(array):
    return hashlib.sha256(array.tobytes()).hexdigest()


def line(name, entries, counts, kind, values):
    big_endian = values.astype(values.dtype.newbyteorder(">"))
    counted = sha256(np.concatenate(counts).astype(">i4")) if counts else "-"
    return f"{name} {kind} {entries} {len(values)} {sha256(big_endian)} {counted}", len(values)


def columns(name, layout, entries, counts):
    """The line and the number of values of each column below a layout; counts are those of the lists above it."""
    if layout.is_option:
        mask = layout.mask_as_bool(valid_when=True)
        more = [np.asarray(mask).astype(np.int32)]
        yield from columns(name, layout.project(), entries, counts + more)
    elif layout.is_indexed:
        yield from columns(name, layout.project(), entries, counts)
    elif layout.is_record:
        for field in layout.fields:
            content = layout[field][: len(layout)]
            field = "_" + field if layout.is_tuple else field
            if field.startswith(":_"):
                yield from columns(name, content, entries, counts)
            else:
                yield from columns(f"{name}.{field}" if name else field, content, entries, counts)
    elif layout.is_union:
        return
    elif layout.is_regular:
        size, length, inner = 1, len(layout), layout
        while inner.is_regular and not inner.is_numpy:
            size *= inner.size
            inner = inner.content[: len(inner) * inner.size]
        if inner.is_numpy:
            size *= int(np.prod(np.asarray(inner.data).shape[1:]))
        yield from columns(name, inner, entries, counts + [np.full(length, size, dtype=np.int32)])
    elif layout.is_list:
        packed = layout.to_ListOffsetArray64(True)
        offsets = np.asarray(packed.offsets.data)
        content = packed.content[: offsets[-1]]
        lengths = np.diff(offsets).astype(np.int32)
        if content.is_record:
            yield line(name, entries, counts, "int32", lengths)
        yield from columns(name, content, entries, counts + [lengths])
    elif layout.is_numpy:
        data = np.asarray(layout.data)
        if data.ndim > 1:
            counts = counts + [np.full(len(data), int(np.prod(data.shape[1:])), dtype=np.int32)]
        kind = "char" if layout.parameter("__array__") == "char" else str(data.dtype)
        yield line(name, entries, counts, kind, data.reshape(-1))
    else:
        raise TypeError(type(layout).__name__)


def field_path(records, i):
    """The path of a field, as columns() makes it."""
    record = records[i]
    if record.parent_field_id == i:
        return record.field_name
    above = field_path(records, record.parent_field_id)
    hidden = record.field_name.startswith(":_") or records[record.parent_field_id].struct_role != 2
    return above if hidden else above + "." + record.field_name


def own_type(text, types):
    """A line with the type of the field, of the same bytes."""
    words = text.split(" ")
    words[1] = types.get(words[0], words[1])
    return " ".join(words)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    result = {}
    for name in arguments.files:
        with uproot.open(os.path.join(arguments.folder, name)) as file:
            for path in [key for key, kind in file.classnames(cycle=False).items() if kind == "ROOT::RNTuple"]:
                ntuple = file[path]
                records = ntuple.field_records
                top = [r.field_name for i, r in enumerate(records) if r.parent_field_id == i]
                lines, values = [], 0
                chars = {field_path(records, i): "int8" for i, r in enumerate(records) if r.type_name == "char"}
                cardinalities = {r.field_name: r.type_name[-10:-3] for r in records if r.type_name.startswith("ROOT::RNTupleCardinality")}
                for field in top:
                    if re.fullmatch(r"_collection\d+", field):
                        continue
                    array = ak.to_packed(ntuple[field].array())
                    if field in cardinalities:
                        array = ak.values_astype(array, cardinalities[field].strip("_:"))
                    for text, n in columns(field, array.layout, ntuple.num_entries, []):
                        lines.append(own_type(text, chars))
                        values += n
                lines.sort()
                if arguments.list:
                    print("\n".join(f"{name}:{path} {text}" for text in lines))
                digest = hashlib.sha256("".join(text + "\n" for text in lines).encode())
                result[f"{name}:{path}"] = {"columns": len(lines), "entries": ntuple.num_entries, "values": values, "sha256": digest.hexdigest()}
    if not arguments.list:
        print(json.dumps(result, indent=1))


main()
