package org.diffhep.events.internal.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diffhep.events.MalformedFileException;
import org.diffhep.events.internal.root.Cursor.Pointer;
import org.junit.jupiter.api.Test;

/** Pointers as ROOT's TBufferFile::ReadObjectAny takes them. Tags count from the start of the key, here 0, and 2 more. */
class CursorTest {

    private static final int BYTE_COUNT = 0x40000000;

    /** An object of a new class with 4 bytes of its own, at byte 0, and what follows it, from byte 16 on. */
    private static Cursor cursor(int... following) {
        ByteWriter w = new ByteWriter();
        w.i32(BYTE_COUNT | 12).i32(-1).i32('A' << 24 | 'b' << 16 | 'c' << 8).i32(7);
        for (int word : following) {
            w.i32(word);
        }
        return new Cursor(w.toBytes(), new Place("f.root", "tree t", 0));
    }

    @Test
    void anObjectAndReferencesToIt() {
        Cursor in = cursor(2, BYTE_COUNT | 4, 2, 0, BYTE_COUNT | 4, 0);
        Pointer object = in.pointer(0);
        assertThat(object).isEqualTo(new Pointer("Abc", 12, 16));
        in.seek(object.end());
        assertThat(in.pointer(0)).isEqualTo(new Pointer("", 0, 20));
        Pointer withLength = in.pointer(0);
        assertThat(withLength).isEqualTo(new Pointer("", 0, 28));
        assertThat(withLength.isReference()).isTrue();
        in.seek(withLength.end());
        assertThat(in.pointer(0).isNull()).isTrue();
        assertThat(in.pointer(0)).isEqualTo(new Pointer("", -1, 40));
    }

    @Test
    void aReferenceToWhatFollowsIsRefused() {
        Cursor in = cursor(BYTE_COUNT | 4, 18);
        in.seek(16);
        assertThatThrownBy(() -> in.pointer(0))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("f.root: tree t, byte 16: a reference leads to byte 16, which is not before it");
    }
}
