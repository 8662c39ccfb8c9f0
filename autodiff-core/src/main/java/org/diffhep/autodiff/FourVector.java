package org.diffhep.autodiff;

import java.util.Arrays;
import java.util.function.Function;

/**
 * An energy and a momentum, each an expression over one domain; GeV, the beam along z.
 *
 * <p>Angles and pseudorapidity need a transverse momentum that is not 0: without one the pseudorapidity is infinite or NaN, an
 * error where it is used; the azimuth is then 0.
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

    /** From the components of the momentum, and the energy. */
    public static FourVector ofPxPyPzE(Expr px, Expr py, Expr pz, Expr energy) {
        return new FourVector(px, py, pz, energy);
    }

    /** This vector for each object of a collection, a part of its own or one that repeats it; see {@link Expr#forEach}. */
    public FourVector forEach(ObjectCollection collection) {
        return new FourVector(
                px.forEach(collection), py.forEach(collection), pz.forEach(collection), energy.forEach(collection));
    }

    /** For each combination, the sum of its members; vectors as values in {@link Expressions.Combined#sum}. */
    public static FourVector sum(Expressions.Combined combinations, FourVector... vectors) {
        return new FourVector(
                combinations.sum(each(vectors, FourVector::px)),
                combinations.sum(each(vectors, FourVector::py)),
                combinations.sum(each(vectors, FourVector::pz)),
                combinations.sum(each(vectors, FourVector::energy)));
    }

    private static Expr[] each(FourVector[] vectors, Function<FourVector, Expr> component) {
        return Arrays.stream(vectors).map(component).toArray(Expr[]::new);
    }

    /** For each combination, the sum of its members, which are all of this vector's domain. */
    public FourVector summedOver(Expressions.Combined combinations) {
        return sum(combinations, this);
    }

    /** The sum of two vectors. */
    public FourVector plus(FourVector other) {
        return new FourVector(px.plus(other.px), py.plus(other.py), pz.plus(other.pz), energy.plus(other.energy));
    }

    /** Transverse momentum. */
    public Expr pt() {
        return px.square().plus(py.square()).sqrt();
    }

    /** Magnitude of the momentum. */
    public Expr momentum() {
        return momentumSquare().sqrt();
    }

    private Expr momentumSquare() {
        return px.square().plus(py.square()).plus(pz.square());
    }

    /** Azimuth in [−π, π]. */
    public Expr phi() {
        return py.atan2(px);
    }

    /** Pseudorapidity asinh(pz/pt). */
    public Expr eta() {
        return pz.over(pt()).asinh();
    }

    /** Rapidity ½·log((E + pz)/(E − pz)); needs E &gt; |pz|. */
    public Expr rapidity() {
        return energy.plus(pz).over(energy.minus(pz)).log().times(0.5);
    }

    /** Invariant mass √(E² − p²); 0 where rounding makes the square negative. */
    public Expr mass() {
        return rootOf(energy.square().minus(momentumSquare()));
    }

    /** Transverse mass √(E² − pz²), of one particle or system. */
    public Expr transverseMass() {
        return rootOf(energy.square().minus(pz.square()));
    }

    /** Transverse mass of two particles whose masses are neglected, √(2·(pt·pt′ − px·px′ − py·py′)): lepton and missing momentum. */
    public Expr transverseMassWith(FourVector other) {
        Expr product = px.times(other.px).plus(py.times(other.py));
        return rootOf(pt().times(other.pt()).minus(product).times(2));
    }

    private static Expr rootOf(Expr square) {
        return square.flooredAt(0).sqrt();
    }

    /** Azimuth minus that of another vector, in [−π, π). */
    public Expr deltaPhi(FourVector other) {
        return phi().deltaPhi(other.phi());
    }

    /** Pseudorapidity minus that of another vector. */
    public Expr deltaEta(FourVector other) {
        return eta().minus(other.eta());
    }

    /** Distance √(Δη² + Δφ²) from another vector. */
    public Expr deltaR(FourVector other) {
        return deltaEta(other).hypot(deltaPhi(other));
    }
}
