package org.diffhep.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.diffhep.autodiff.engine.NonFiniteValueException;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.UnknownTableException;
import org.diffhep.pipeline.InvalidInputException;
import org.diffhep.pipeline.NoAnswerException;
import org.diffhep.stats.FitFailedException;
import org.diffhep.stats.InvalidModelException;
import org.diffhep.stats.ObjectiveUndefinedException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where an error becomes a line on the terminal and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Diffhep root;
    private final Console console;

    Failures(Diffhep root, Console console) {
        this.root = root;
        this.console = console;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult result) {
        return report(error);
    }

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        console.message("diffhep: " + oneLine(String.valueOf(error.getMessage())));
        UnmatchedArgumentException.printSuggestions(error, console.err());
        console.message("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        trace(error);
        return ExitCodes.BAD_INPUT;
    }

    int report(Throwable error) {
        console.message("diffhep: " + message(error));
        trace(error);
        return exitCode(error);
    }

    private void trace(Throwable error) {
        if (root.debug()) {
            StringWriter text = new StringWriter();
            error.printStackTrace(new PrintWriter(text, true));
            console.message(text.toString());
        }
    }

    /** The exit code for an error that reached the top. */
    static int exitCode(Throwable error) {
        return isBadInput(error) ? ExitCodes.BAD_INPUT : ExitCodes.NO_ANSWER;
    }

    private static boolean isBadInput(Throwable error) {
        return error instanceof UsageException
                || error instanceof IllegalArgumentException
                || error instanceof UncheckedIOException
                || error instanceof InvalidInputException
                || error instanceof InvalidModelException
                || error instanceof MalformedFileException
                || error instanceof UnknownColumnException
                || error instanceof UnknownTableException;
    }

    private static boolean isNoAnswer(Throwable error) {
        return error instanceof NoAnswerException
                || error instanceof ObjectiveUndefinedException
                || error instanceof NonFiniteValueException
                || error instanceof FitFailedException;
    }

    private static String message(Throwable error) {
        if (error instanceof OutOfMemoryError) {
            return "not enough memory for this; give Java more with DIFFHEP_JAVA_OPTIONS=-Xmx8g";
        }
        if (error instanceof UncheckedIOException unchecked
                && unchecked.getCause() instanceof FileSystemException cause) {
            return fileMessage(String.valueOf(error.getMessage()), cause);
        }
        String text = error.getMessage();
        boolean foreseen = isBadInput(error) || isNoAnswer(error);
        return foreseen && text != null && !text.isBlank()
                ? oneLine(text)
                : "unforeseen " + error + " (a defect of diffhep; --debug shows where)";
    }

    /** The exceptions of java.nio often hold nothing but the path; say what is the matter with it. */
    private static String fileMessage(String text, FileSystemException cause) {
        String reason = cause instanceof NoSuchFileException
                ? "no such file"
                : cause instanceof AccessDeniedException
                        ? "permission denied"
                        : cause instanceof NotDirectoryException ? "not a folder" : "";
        if (reason.isEmpty() || text.contains(reason)) {
            return oneLine(text);
        }
        String file = String.valueOf(cause.getFile());
        return oneLine(text.contains(file) ? text + ": " + reason : text + ": " + file + ": " + reason);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
