"""What ROOT makes of an HS3 document of ours, for RootImportTest.

    ./diffhep workspace convert WORKSPACE.json --to hs3 --out DOCUMENT.json
    python -W ignore root_import.py WORKSPACE.json DOCUMENT.json root-import.json

Writes "pyhf" and "hs3", the two files; "free", "poi" and "global", what the ModelConfig varies, measures and takes as
auxiliary measurements after RooJSONFactoryWSTool has imported the document; "points", values of the parameters; and
"twice_nll", -2 ln L at each. Constraints are narrow, so that the ranges over which ROOT normalises them do not show. Made
with ROOT 6.40.00.
"""

import json
import random
import sys

import ROOT

ROOT.RooMsgService.instance().setGlobalKillBelow(ROOT.RooFit.ERROR)


def value(rng, p):
    name = p.GetName()
    if name.startswith("alpha_"):
        return rng.uniform(-2, 2)
    return rng.uniform(0.9, 1.1) if name == "lumi" else rng.uniform(max(p.getMin(), 0.7), min(p.getMax(), 1.3))


def main():
    pyhf, hs3, out = sys.argv[1:4]
    workspace = ROOT.RooWorkspace("workspace")
    ROOT.RooJSONFactoryWSTool(workspace).importJSON(hs3)
    config = workspace.obj("ModelConfig")
    pdf = config.GetPdf()
    globs = config.GetGlobalObservables()
    nll = pdf.createNLL(
        workspace.data("obsData"), ROOT.RooFit.GlobalObservables(globs), ROOT.RooFit.Offset(False)
    )
    parameters = list(config.GetParametersOfInterest()) + list(config.GetNuisanceParameters())
    free = sorted((p for p in parameters if not p.isConstant()), key=lambda p: p.GetName())
    rng = random.Random(1)
    points, values = [], []
    for i in range(10):
        for p in free:
            if i > 0:
                p.setVal(round(value(rng, p), 3))
        points.append({p.GetName(): p.getVal() for p in free})
        values.append(2 * nll.getVal())
    record = {
        "pyhf": json.load(open(pyhf, encoding="utf-8")),
        "hs3": json.load(open(hs3, encoding="utf-8")),
        "free": [p.GetName() for p in free],
        "poi": [p.GetName() for p in config.GetParametersOfInterest()],
        "global": sorted(p.GetName() for p in globs),
        "points": points,
        "twice_nll": values,
    }
    with open(out, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=1)
        file.write("\n")


main()
