"""Makes resources/org/diffhep/events/texts.root with uproot (5.7.7), or prints the texts that uproot reads in files.

    python make_texts.py OUT.root
    python make_texts.py --print FILE...
"""

import sys

import uproot
from uproot.models.TNamed import Model_TNamed


def named(name, title):
    result = Model_TNamed.empty()
    result._bases.append(uproot.models.TObject.Model_TObject.empty())
    result._members.update(fName=name, fTitle=title)
    return result


def make(path):
    with uproot.recreate(path) as file:
        file["plain"] = "a text"
        file["dir/long"] = "0123456789" * 50  # its length takes five bytes
        file["empty"] = ""
        file["letters"] = "pT > 25 GeV, |η| < 2.4\nsecond line"
        file["dir/version"] = named("version", "v15 of π → μν")
        file.mktree("tree", {"x": "int32"}).extend({"x": [1, 2, 3]})


def show(paths):
    for path in paths:
        with uproot.open(path) as file:
            for key, kind in file.classnames(recursive=True, cycle=False).items():
                if kind == "TObjString":
                    print(path, key, kind, repr(str(file[key])))
                elif kind == "TNamed":
                    print(path, key, kind, repr(file[key].member("fName")), repr(file[key].member("fTitle")))


show(sys.argv[2:]) if sys.argv[1] == "--print" else make(sys.argv[1])
