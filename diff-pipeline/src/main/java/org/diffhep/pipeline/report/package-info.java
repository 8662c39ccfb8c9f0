/**
 * What an optimisation found, written down: {@link org.diffhep.pipeline.report.ResultJson} for programs, {@link
 * org.diffhep.pipeline.report.HtmlReport} for people, {@link org.diffhep.pipeline.report.ResultText} for the terminal.
 */
@NullMarked
package org.diffhep.pipeline.report;

import org.jspecify.annotations.NullMarked;
