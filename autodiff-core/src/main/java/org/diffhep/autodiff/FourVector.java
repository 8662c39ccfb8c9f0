package org.diffhep.autodiff;

/**
 * An energy and a momentum, each an expression over one domain; GeV.
 *
 * @param px momentum along x
 * @param py momentum along y
 * @param pz momentum along the beam
 * @param energy energy
 */
public record FourVector(Expr px, Expr py, Expr pz, Expr energy) {

    /**
     * From transverse momentum, pseudorapidity, azimuth and mass: px = pt cosφ, py = pt sinφ, pz = pt sinhη, E = √(m² + (pt
     * coshη)²).
     */
    public static FourVector ofPtEtaPhiMass(Expr pt, Expr eta, Expr phi, Expr mass) {
        Expr momentum = pt.times(eta.cosh());
        return new FourVector(
                pt.times(phi.cos()),
                pt.times(phi.sin()),
                pt.times(eta.sinh()),
                mass.square().plus(momentum.square()).sqrt());
    }

    /** For each combination, the sum of its members. */
    public FourVector summedOver(Expressions.Combined combinations) {
        return new FourVector(
                combinations.sum(px), combinations.sum(py), combinations.sum(pz), combinations.sum(energy));
    }

    /** The sum of two vectors. */
    public FourVector plus(FourVector other) {
        return new FourVector(px.plus(other.px), py.plus(other.py), pz.plus(other.pz), energy.plus(other.energy));
    }

    /** Transverse momentum. */
    public Expr pt() {
        return px.square().plus(py.square()).sqrt();
    }

    /** Invariant mass √(E² − p²); 0 where rounding makes the square negative. */
    public Expr mass() {
        Expr momentum = px.square().plus(py.square()).plus(pz.square());
        return energy.square().minus(momentum).flooredAt(0).sqrt();
    }
}
