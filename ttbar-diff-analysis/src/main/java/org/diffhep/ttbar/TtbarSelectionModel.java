package org.diffhep.ttbar;

import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.concatenate;
import static org.diffhep.autodiff.Width.width;

import java.util.List;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Expressions.Collection;
import org.diffhep.autodiff.Expressions.Combined;
import org.diffhep.autodiff.FourVector;
import org.diffhep.autodiff.Width;
import org.diffhep.pipeline.Analysis.Preselection;

/**
 * Objects, regions and observables of the AGC ttbar selection, as expressions.
 *
 * <p>Source: the Analysis Grand Challenge's CMS ttbar task, versions v1 and v2. Objects keep the order of the file; all cuts
 * are strict. Jets, leptons and b tags have thresholds that can be optimised; what else identifies an object is exact.
 */
final class TtbarSelectionModel {

    private static final Width JET_PT_WIDTH = width(4);
    private static final Width LEPTON_PT_WIDTH = width(3);
    private static final Width BTAG_WIDTH = width(0.05);
    private static final int TIGHT_ELECTRON = 4;
    private static final int TIGHT_LEPTON_VETO = 4;

    private final TtbarVersion version;
    private final Collection jets = collection("Jet");
    private final Collection electrons = collection("Electron");
    private final Collection muons = collection("Muon");
    private final Expr jetPt = jets.column("pt");
    private final Expr goodJet;
    private final Expr tag;
    private final Expr lepton;
    private final Combined trijets = jets.triples();

    TtbarSelectionModel(TtbarVersion version, Expr jetThreshold, Expr leptonThreshold, Expr btagThreshold) {
        this.version = version;
        Expr hard = jetPt.above(jetThreshold, JET_PT_WIDTH);
        goodJet = version == TtbarVersion.V1 ? hard : hard.and(jetIdentified());
        tag = jets.column("btagCSVV2").above(btagThreshold, BTAG_WIDTH);
        Expr electron = electrons.column("pt").above(leptonThreshold, LEPTON_PT_WIDTH);
        Expr muon = muons.column("pt").above(leptonThreshold, LEPTON_PT_WIDTH);
        lepton = version == TtbarVersion.V1
                ? concatenate(electron, muon)
                : concatenate(electron.and(electronIdentified()), muon.and(muonIdentified()));
    }

    /** The selection with thresholds that can be optimised. */
    static TtbarSelectionModel of(TtbarVersion version, TtbarCuts cuts) {
        return new TtbarSelectionModel(
                version,
                Expressions.parameter(cuts.jetPt()),
                Expressions.parameter(cuts.leptonPt()),
                Expressions.parameter(cuts.btag()));
    }

    private Expr jetIdentified() {
        return jets.column("eta").abs().below(2.4).and(jets.column("jetId").hasBits(TIGHT_LEPTON_VETO));
    }

    private Expr electronIdentified() {
        return allOf(
                electrons.column("eta").abs().below(2.1),
                electrons.column("cutBased").equalTo(TIGHT_ELECTRON),
                electrons.column("sip3d").below(4));
    }

    private Expr muonIdentified() {
        return allOf(
                muons.column("eta").abs().below(2.1),
                muons.column("tightId").equalTo(1),
                muons.column("sip3d").below(4),
                muons.column("pfRelIso04_all").below(0.15));
    }

    /** Objects and events that cannot enter at any threshold: identification, four jets and a lepton. */
    Preselection preselection() {
        if (version == TtbarVersion.V1) {
            return Preselection.NONE;
        }
        Expr enoughJets = jetIdentified().atLeast(4);
        Expr someLepton = concatenate(electronIdentified(), muonIdentified()).atLeast(1);
        return new Preselection(
                List.of(jetIdentified(), electronIdentified(), muonIdentified()), List.of(enoughJets, someLepton));
    }

    /** Transverse momentum of the stored jets, GeV: what jet energy variations replace. */
    Expr jetPt() {
        return jetPt;
    }

    /** Selected jets. */
    Expr goodJet() {
        return goodJet;
    }

    /** Selected jets with a b tag. */
    Expr taggedJet() {
        return goodJet.and(tag);
    }

    /** Exactly one selected electron or muon. */
    Expr oneLepton() {
        return lepton.exactly(1);
    }

    /** One lepton and four jets or more. */
    Expr fourJets() {
        return oneLepton().and(goodJet.atLeast(4));
    }

    /** Region 4j1b: one lepton, four jets or more, exactly one b tag. */
    Expr in4j1b() {
        return fourJets().and(taggedJet().exactly(1));
    }

    /** Region 4j2b: one lepton, four jets or more, two b tags or more. */
    Expr in4j2b() {
        return fourJets().and(taggedJet().atLeast(2));
    }

    /** Sum of the transverse momenta of the selected jets, GeV. */
    Expr ht() {
        return jetPt.sum(goodJet);
    }

    /** For each triple of stored jets the probability that it is the top candidate: largest pT with a b tag. */
    Expr topCandidate() {
        Expr candidate = trijets.all(goodJet).and(trijets.any(tag));
        return trijet().pt().chooseLargest(candidate);
    }

    /** For each triple of stored jets its invariant mass, GeV. */
    Expr trijetMass() {
        return trijet().mass();
    }

    private FourVector trijet() {
        return FourVector.ofPtEtaPhiMass(jetPt, jets.column("eta"), jets.column("phi"), jets.column("mass"))
                .summedOver(trijets);
    }

    /**
     * AGC's b-tag weight variation: 1 ± 0.075 · pT/50 GeV of the selected jet at a position, from 0.
     *
     * @param direction +1 or −1
     */
    Expr btagVariation(int position, int direction) {
        Expr pt = jetPt.selected(position, goodJet);
        return pt.times(direction * 0.075 / 50).plus(1);
    }
}
