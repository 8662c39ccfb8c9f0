"""Makes src/main/resources/org/diffhep/events/internal/root/classes.txt, ROOT's descriptions of the classes that are written, or compares.

    python describe_classes.py > classes.txt               (uproot 5.7.7, which writes those of ROOT 6.24 into its own files)
    python describe_classes.py OURS.root THEIRS.root       says whether two files describe the classes that both have alike

Fields end with tabs. A class: name, version, checksum. Each of its members: the class of its description without TStreamer, name, type, size, type
name, the part of its title that has a meaning, a version (of a base, or of the class of a counter), and the checksum of a base or the name of a counter.
"""

import os
import re
import sys
import tempfile

import numpy as np
import uproot
from uproot.writing.identify import to_TAxis, to_TH1x, to_TH2x, to_TH3x

WANTED = """TObject TNamed TCollection TSeqCollection TList THashList TObjArray TAttLine TAttFill TAttMarker TTree TBranch TLeaf TLeafB TLeafS TLeafI TLeafL TLeafF
TLeafD TLeafO TLeafC ROOT::TIOFeatures TAttAxis TAxis TAtt3D TH1 TH2 TH3 TH1D TH2D TH3D""".split()


def make(path):
    with uproot.recreate(path) as file:
        file.mktree("tree", {t: t for t in ("i1", "i2", "i4", "i8", "f4", "f8", "?")} | {"string": "string"})
        x, y, z = (to_TAxis(f"{c}axis", "", 1, 0.0, 1.0) for c in "xyz")
        file["h1"] = to_TH1x("h1", "", np.zeros(3), 1.0, 1.0, 1.0, 1.0, 1.0, np.zeros(3), x)
        file["h2"] = to_TH2x("h2", "", np.zeros(9), 1.0, *[1.0] * 7, np.zeros(9), x, y)
        file["h3"] = to_TH3x("h3", "", np.zeros(27), 1.0, *[1.0] * 11, np.zeros(27), x, y, z)


def lines(path):
    classes = {}
    with uproot.open(path) as file:
        for name, versions in file.file.streamers.items():
            (version, info), = versions.items()
            members = []
            for element in info.elements:
                m = element.all_members
                meaning = re.match(r"(\[[^\]]*\]|->)?", m["fTitle"]).group(0)
                if "fBaseVersion" in m:
                    extra = m["fBaseVersion"], f"{int(m['fMaxIndex'][1]) & 0xFFFFFFFF:08x}"
                else:
                    extra = m.get("fCountVersion", 0), m.get("fCountName", "")
                    assert m.get("fCountClass", name) == name
                    assert not any(m["fMaxIndex"]) and m["fArrayLength"] == 0
                kind = type(element).__name__.replace("Model_TStreamer", "")
                size = 8 if kind == "BasicPointer" else m["fSize"]  # of a pointer, where uproot has 4 once
                members.append((kind, m["fName"], m["fType"], size, m["fTypeName"], meaning, *extra))
            classes[name] = [(name, version, f"{info.member('fCheckSum'):08x}"), *members]
    return classes


def main():
    if len(sys.argv) == 1:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "all.root")
            make(path)
            classes = lines(path)
        for name in WANTED:
            for line in classes[name]:
                print(*line, "", sep="\t")
        print("others:", sorted(set(classes) - set(WANTED)), file=sys.stderr)
        return
    ours, theirs = map(lines, sys.argv[1:3])
    for name in ours.keys() & theirs.keys():
        print(name, "equal" if ours[name] == theirs[name] else f"DIFFERS\n {ours[name]}\n {theirs[name]}")


main()
