/**
 * What the notebooks need beside the library: {@link org.diffhep.notebooks.Charts} for pictures, and a runner without Python.
 *
 * <p>A cell shows the value of its last expression: an image as a picture, anything else as text. That is what a Jupyter
 * kernel for Java does by itself, and what {@link org.diffhep.notebooks.Notebook#execute} does too, so that a notebook calls no
 * display function and is the same in both. {@link org.diffhep.notebooks.RunNotebooks} writes the outputs into the files.
 */
@NullMarked
package org.diffhep.notebooks;

import org.jspecify.annotations.NullMarked;
