package org.diffhep.cli.plot;

import java.nio.file.Path;
import java.util.Locale;
import org.diffhep.cli.OutputFile;
import org.diffhep.cli.UsageException;
import picocli.CommandLine.Option;

/** The file of a picture, and what stands above it. */
final class PlotOutput {

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The picture: FILE.svg, FILE.png, or FILE.html, a page with the picture and its numbers.")
    private Path out = Path.of("");

    @Option(names = "--title", paramLabel = "TEXT", description = "Above the picture; default: none.")
    private String title = "";

    /** An open file and the format that its name asks for. */
    record Target(OutputFile file, FigureWriter format, String title) {
        void write(Figure figure) {
            file.write(format.bytes(figure, title));
        }
    }

    /** Checks name and folder before the work begins. */
    Target open() {
        String name = out.toString();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        FigureWriter format =
                switch (ending) {
                    case "svg" -> FigureWriter.SVG;
                    case "png" -> FigureWriter.PNG;
                    case "html", "htm" -> FigureWriter.HTML;
                    default -> throw new UsageException("--out " + name + ": expected a name in .svg, .png or .html");
                };
        return new Target(OutputFile.open(out), format, title);
    }
}
