"""Writes geant4.root, two TTrees as Geant4's analysis manager does it: version 5 of TTree, version 8 of TBranch.

    echo n | python make_geant4_tree.py geant4.root      (pip install geant4_pybind, 0.1.3 was used; its data sets are not needed)
"""

import sys

from geant4_pybind import G4RootAnalysisManager

manager = G4RootAnalysisManager.Instance()
manager.SetVerboseLevel(0)
manager.OpenFile(sys.argv[1])
manager.CreateNtuple("hits", "energy deposits")
manager.CreateNtupleIColumn("event")
manager.CreateNtupleFColumn("time")
manager.CreateNtupleDColumn("energy")
manager.CreateNtupleSColumn("volume")
manager.FinishNtuple()
manager.CreateNtuple("empty", "no entries")
manager.CreateNtupleDColumn("x")
manager.FinishNtuple()
for i in range(1500):
    manager.FillNtupleIColumn(0, 0, i // 3)
    manager.FillNtupleFColumn(0, 1, 0.25 * i)
    manager.FillNtupleDColumn(0, 2, (i * i % 1013) / 7)
    manager.FillNtupleSColumn(0, 3, "volume " + "x" * (i % 11))
    manager.AddNtupleRow(0)
manager.Write()
manager.CloseFile()
