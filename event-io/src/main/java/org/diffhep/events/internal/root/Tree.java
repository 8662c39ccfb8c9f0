package org.diffhep.events.internal.root;

import java.util.List;
import org.diffhep.events.UnsupportedColumn;

/**
 * What the record of a TTree says.
 *
 * @param entries the number of entries
 * @param branches those that can be read, in the order of the tree
 * @param unsupported the others
 */
record Tree(long entries, List<Branch> branches, List<UnsupportedColumn> unsupported) {}
