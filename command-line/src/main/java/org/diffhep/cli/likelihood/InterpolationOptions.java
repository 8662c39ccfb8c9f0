package org.diffhep.cli.likelihood;

import org.diffhep.cli.UsageException;
import org.diffhep.stats.InterpolationCodes;
import org.diffhep.stats.InterpolationCodes.HistoSysCode;
import org.diffhep.stats.InterpolationCodes.NormSysCode;
import picocli.CommandLine.Option;

/** How yields are interpolated between variations; by the names that pyhf gives its codes. */
final class InterpolationOptions {

    @Option(
            names = "--normsys-code",
            paramLabel = "CODE",
            defaultValue = "4",
            description = "Interpolation of normsys: 1, 4, or combine (CMS Combine's). Default: ${DEFAULT-VALUE}.")
    private String normSys = "";

    @Option(
            names = "--histosys-code",
            paramLabel = "CODE",
            defaultValue = "4p",
            description = "Interpolation of histosys: 0, 2 or 4p. Default: ${DEFAULT-VALUE}.")
    private String histoSys = "";

    /**
     * The codes.
     *
     * @throws UsageException if there is none of a name
     */
    InterpolationCodes codes() {
        return new InterpolationCodes(
                switch (normSys) {
                    case "1" -> NormSysCode.CODE1;
                    case "4" -> NormSysCode.CODE4;
                    case "combine" -> NormSysCode.COMBINE;
                    default -> throw new UsageException("--normsys-code " + normSys + ": expected 1, 4 or combine");
                },
                switch (histoSys) {
                    case "0" -> HistoSysCode.CODE0;
                    case "2" -> HistoSysCode.CODE2;
                    case "4p" -> HistoSysCode.CODE4P;
                    default -> throw new UsageException("--histosys-code " + histoSys + ": expected 0, 2 or 4p");
                });
    }
}
