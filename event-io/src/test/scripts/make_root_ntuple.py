"""Makes resources/org/diffhep/events/root-ntuple.root with ROOT (6.40): an RNTuple in many small clusters, two fields of which begin half way.

    python make_root_ntuple.py OUT.root      (pip install ROOT, and a C++ compiler)

The values follow the formulas in OtherWritersTest.
"""

import sys

import ROOT

ROOT.gInterpreter.Declare("""
#include <array>
#include <bitset>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>
#include <ROOT/RNTupleModel.hxx>
#include <ROOT/RNTupleWriteOptions.hxx>
#include <ROOT/RNTupleWriter.hxx>

struct Cluster { int id = 0; float x = 0; std::vector<float> cells; };
struct Particle { short s = 0; Cluster first; Double32_t d = 0; };

void write(const char* file) {
  using namespace ROOT;
  auto model = RNTupleModel::Create();
  model->MakeField<float>("f");
  model->MakeField<double>("d");
  model->MakeField<std::int8_t>("i8");
  model->MakeField<std::uint16_t>("u16");
  model->MakeField<std::int64_t>("i64");
  model->MakeField<std::uint64_t>("u64");
  model->MakeField<bool>("b");
  model->MakeField<std::string>("s");
  model->MakeField<std::vector<float>>("v");
  model->MakeField<std::vector<std::vector<int>>>("vv");
  model->MakeField<std::vector<bool>>("vb");
  model->MakeField<std::array<float, 3>>("a");
  model->MakeField<std::optional<float>>("o");
  model->MakeField<std::map<int, float>>("m");
  model->MakeField<std::bitset<11>>("bits");
  model->MakeField<Particle>("particle");
  model->MakeField<std::vector<Cluster>>("clusters");
  model->MakeField<std::variant<int, float>>("either");
  auto truncated = std::make_unique<RField<float>>("truncated");
  truncated->SetTruncated(20);
  model->AddField(std::move(truncated));
  auto quantized = std::make_unique<RField<float>>("quantized");
  quantized->SetQuantized(-10, 500, 18);
  model->AddField(std::move(quantized));
  auto half = std::make_unique<RField<double>>("half");
  half->SetHalfPrecision();
  model->AddField(std::move(half));

  RNTupleWriteOptions options;
  options.SetCompression(505);
  options.SetInitialUnzippedPageSize(64);
  options.SetMaxUnzippedPageSize(512);
  options.SetApproxZippedClusterSize(8000);
  options.SetMaxUnzippedClusterSize(40000);
  auto writer = RNTupleWriter::Recreate(std::move(model), "ntuple", file, options);
  auto e = writer->CreateEntry();
  for (int i = 0; i < 300; i++) {
    if (i == 150) {
      auto updater = writer->CreateModelUpdater();
      updater->BeginUpdate();
      updater->MakeField<int>("late");
      updater->MakeField<std::vector<int>>("lates");
      updater->CommitUpdate();
      e = writer->CreateEntry();
    }
    *e->GetPtr<float>("f") = i / 4.f;
    *e->GetPtr<double>("d") = i / 7.;
    *e->GetPtr<std::int8_t>("i8") = i;
    *e->GetPtr<std::uint16_t>("u16") = 200 * i;
    *e->GetPtr<std::int64_t>("i64") = -i * 100000000000LL;
    *e->GetPtr<std::uint64_t>("u64") = i * 100000000000ULL;
    *e->GetPtr<bool>("b") = i % 3 == 0;
    *e->GetPtr<std::string>("s") = std::string(i % 40, 'a' + i % 26);
    e->GetPtr<std::vector<float>>("v")->assign(i % 4, i * 0.5f);
    auto& vv = *e->GetPtr<std::vector<std::vector<int>>>("vv");
    vv.clear();
    for (int k = 0; k < i % 3; k++) vv.push_back(std::vector<int>(k, i));
    e->GetPtr<std::vector<bool>>("vb")->assign(i % 10, i % 2);
    for (int k = 0; k < 3; k++) (*e->GetPtr<std::array<float, 3>>("a"))[k] = i * k;
    auto& o = *e->GetPtr<std::optional<float>>("o");
    if (i % 2) o = i; else o.reset();
    auto& m = *e->GetPtr<std::map<int, float>>("m");
    m.clear();
    for (int k = 0; k < i % 3; k++) m[k] = i;
    *e->GetPtr<std::bitset<11>>("bits") = std::bitset<11>(i);
    auto& p = *e->GetPtr<Particle>("particle");
    p.s = i;
    p.first.id = 2 * i;
    p.first.x = i / 8.f;
    p.first.cells.assign(i % 3, i);
    p.d = i / 16.;
    auto& clusters = *e->GetPtr<std::vector<Cluster>>("clusters");
    clusters.clear();
    for (int k = 0; k < i % 4; k++) { Cluster c; c.id = k; c.x = i; c.cells.assign(k, i); clusters.push_back(c); }
    auto& either = *e->GetPtr<std::variant<int, float>>("either");
    if (i % 2) either = i; else either = i * 0.5f;
    *e->GetPtr<float>("truncated") = i / 3.f;
    *e->GetPtr<float>("quantized") = i / 3.f;
    *e->GetPtr<double>("half") = i / 4.;
    if (i >= 150) {
      *e->GetPtr<int>("late") = i;
      e->GetPtr<std::vector<int>>("lates")->assign(i % 3, i);
    }
    writer->Fill(*e);
  }
}
""")
ROOT.gInterpreter.GenerateDictionary("map<int,float>;vector<vector<int> >", "map;vector")
ROOT.write(sys.argv[1])
