package org.diffhep.stats;

/** Test statistics of arXiv:1007.1727; all are differences of −2 ln L, and all are clipped at zero from below. */
public enum TestStatistic {
    /** Two-sided: −2 ln λ(μ), equation 8. */
    T,
    /** Two-sided with μ̂ not below 0, equation 11. */
    T_TILDE,
    /** Upper limits: zero for μ̂ &gt; μ, equation 14. */
    Q,
    /** Upper limits with μ̂ not below 0, equation 16. */
    Q_TILDE,
    /** Discovery: μ = 0, zero for μ̂ &lt; 0, equation 12. */
    Q0;

    /** Whether μ̂ is kept from going below zero. */
    boolean boundedBelow() {
        return this == T_TILDE || this == Q_TILDE;
    }
}
