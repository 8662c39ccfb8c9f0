"""Makes root-friends.root and root-friends-extra.root in resources/org/diffhep/events with ROOT (6.40): a tree with a friend in another file and
one in its own, and texts.

    cd FOLDER && python make_root_friends.py      (pip install ROOT)

The values follow the formulas in OtherWritersTest.
"""

import ROOT

ROOT.gInterpreter.Declare("""
#include "TFile.h"
#include "TNamed.h"
#include "TObjString.h"
#include "TTree.h"

void extra() {
  TFile file("root-friends-extra.root", "RECREATE");
  TTree tree("extra", "more of each event");
  float score, values[4];
  int n, run;
  tree.Branch("score", &score);
  tree.Branch("nQ", &n, "nQ/I");
  tree.Branch("Q_x", values, "Q_x[nQ]/F");
  tree.Branch("run", &run);
  for (int i = 0; i < 60; i++) {
    score = i * 0.5f;
    n = i % 4;
    run = 7;
    for (int k = 0; k < n; k++) values[k] = i + k;
    tree.Fill();
  }
  tree.Write();
}

void events() {
  TFile file("root-friends.root", "RECREATE");
  TTree tree("Events", "events");
  TTree own("own", "in the same file");
  int run;
  float z;
  tree.Branch("run", &run);
  own.Branch("z", &z);
  for (int i = 0; i < 60; i++) {
    run = i;
    z = -i;
    tree.Fill();
    own.Fill();
  }
  tree.AddFriend("extra", "root-friends-extra.root");
  tree.AddFriend(&own, "alias");
  tree.Write();
  own.Write();
  TObjString("hello world").Write("greeting");
  TNamed("version", "v1.2").Write();
}
""")
ROOT.extra()
ROOT.events()
