/**
 * The ROOT file format as far as TTrees with simple leaves need it. Start at {@link
 * org.diffhep.events.internal.root.RootFile}; it hands records to {@link
 * org.diffhep.events.internal.root.TreeParser}, and {@link org.diffhep.events.internal.root.BranchReader} turns baskets
 * into columns.
 */
@NullMarked
package org.diffhep.events.internal.root;

import org.jspecify.annotations.NullMarked;
