"""Makes resources/org/diffhep/events/root-objects.root with ROOT (6.40): objects that branches hold split into members, and whole.

    python make_root_objects.py OUT.root      (pip install ROOT, and a C++ compiler)

The values follow the formulas in OtherWritersTest.
"""

import sys

import ROOT

ROOT.gInterpreter.Declare("""
#include <set>
#include <string>
#include <vector>
#include "TClonesArray.h"
#include "TFile.h"
#include "TLorentzVector.h"
#include "TString.h"
#include "TTree.h"

struct Hit { int id = 0; float x = 0; double e = 0; };
struct Base { short s = 0; };
struct Track : public Base { Double32_t a = 0; Float16_t b = 0; bool ok = false; unsigned char c = 0; Long64_t l = 0; ULong64_t u = 0; };
struct Event {
  int N = 0;
  float* f = nullptr; //[N]
  double* d = nullptr; //[N]
  short fixed[4] = {0, 0, 0, 0};
  int matrix[2][3];
  std::vector<float> v;
  std::vector<std::string> vs;
  std::string str;
  TString ts;
  std::vector<Hit> hits;
  Track track;
  std::set<int> st;
  std::vector<bool> vb;
};
""")
ROOT.gInterpreter.GenerateDictionary("vector<TLorentzVector>", "vector;TLorentzVector.h")
ROOT.gInterpreter.Declare("""
void tree(const char* name, int split) {
  TTree t(name, "objects");
  Event event;
  Event* e = &event;
  TLorentzVector vector;
  TLorentzVector* p = &vector;
  std::vector<TLorentzVector> list;
  std::vector<TLorentzVector>* ps = &list;
  TClonesArray clones("TLorentzVector", 5);
  TClonesArray* ca = &clones;
  t.Branch("event", &e, 2000, split);
  t.Branch("p", &p, 2000, split);
  t.Branch("ps", &ps, 2000, split);
  t.Branch("ca", &ca, 2000, split);
  for (int i = 0; i < 120; i++) {
    event.N = i % 5;
    event.f = new float[event.N];
    event.d = new double[event.N];
    for (int k = 0; k < event.N; k++) { event.f[k] = i + 0.5f * k; event.d[k] = -i + 0.25 * k; }
    for (int k = 0; k < 4; k++) event.fixed[k] = i * k;
    for (int k = 0; k < 6; k++) event.matrix[k / 3][k % 3] = i + k;
    event.v.assign(i % 4, 1.5f * i);
    event.vs.clear();
    for (int k = 0; k < i % 4; k++) event.vs.push_back(std::string(k * 100, 'a' + k));
    event.str = std::string(3 * i, 'x');
    event.ts = TString('y', i % 7);
    event.hits.clear();
    for (int k = 0; k < i % 6; k++) { Hit h; h.id = k; h.x = i; h.e = 0.125 * k; event.hits.push_back(h); }
    event.track.s = i;
    event.track.a = i / 4.0;
    event.track.b = i / 8.0f;
    event.track.ok = i % 2;
    event.track.c = i;
    event.track.l = -i * 1000000000LL;
    event.track.u = i;
    event.st.clear();
    for (int k = 0; k < i % 3; k++) event.st.insert(k * i);
    event.vb.assign(i % 3, i % 2);
    vector.SetPxPyPzE(i, 2 * i, 3 * i, 10 * i);
    list.assign(i % 3, vector);
    clones.Clear();
    for (int k = 0; k < i % 4; k++) new (clones[k]) TLorentzVector(k, i, 0, 1);
    t.Fill();
    delete[] event.f;
    delete[] event.d;
  }
  event.f = nullptr;
  event.d = nullptr;
  t.Write();
}

void write(const char* file) {
  TFile f(file, "RECREATE");
  tree("split", 99);
  tree("members", 1);
  f.Close();
}
""")
ROOT.write(sys.argv[1])
