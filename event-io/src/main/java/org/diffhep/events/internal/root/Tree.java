package org.diffhep.events.internal.root;

import java.util.List;
import org.diffhep.events.FriendTable;
import org.diffhep.events.UnsupportedColumn;

/**
 * What the record of a TTree says.
 *
 * @param entries the number of entries
 * @param branches those that can be read, in the order of the tree
 * @param unsupported the others
 * @param friends the trees that it names as its friends
 * @param indexed whether it has an index, by which ROOT finds the entries for those of another tree
 */
record Tree(
        long entries,
        List<Branch> branches,
        List<UnsupportedColumn> unsupported,
        List<FriendTable> friends,
        boolean indexed) {}
