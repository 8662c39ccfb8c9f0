package org.diffhep.events.internal.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.internal.MemorySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips that Java writes, and what it would write of larger ones. */
class ZipArchiveTest {

    private static final byte[] CONTENT = content(150_000);
    private static final int END_BYTES = 22;

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(20);
        }
        return bytes;
    }

    private static byte[] zip(String comment) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setComment(comment);
            out.putNextEntry(new ZipEntry("deflated.npy"));
            out.write(CONTENT);
            ZipEntry stored = new ZipEntry("größe.npy");
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(CONTENT.length);
            CRC32 crc = new CRC32();
            crc.update(CONTENT);
            stored.setCrc(crc.getValue());
            out.putNextEntry(stored);
            out.write(CONTENT);
        }
        return bytes.toByteArray();
    }

    private static ZipArchive open(byte[] bytes) {
        return ZipArchive.open(new MemorySource("f.npz", bytes));
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertWhole(ZipArchive zip) throws IOException {
        assertThat(zip.members()).hasSize(2);
        assertThat(zip.members().get(0).deflated()).isTrue();
        assertThat(zip.members().get(1).name()).isEqualTo("größe.npy");
        for (ZipMember member : zip.members()) {
            try (InputStream in = zip.content(member)) {
                assertThat(in.readAllBytes()).isEqualTo(CONTENT);
                assertThat(in.read()).isEqualTo(-1);
            }
            try (InputStream in = zip.content(member)) {
                in.skipNBytes(70_001);
                assertThat(in.read()).isEqualTo(CONTENT[70_001]);
                assertThat(in.readNBytes(3)).containsExactly(CONTENT[70_002], CONTENT[70_003], CONTENT[70_004]);
            }
        }
    }

    @Test
    void membersAreReadStoredAndDeflated() throws IOException {
        assertWhole(open(zip("")));
        // The sign of the end stands in the comment too.
        assertWhole(open(zip("comment PK\u0005\u0006 that goes on for more than the length of an end")));
        assertThat(open(little(new byte[END_BYTES]).putInt(0, 0x06054B50).array())
                        .members())
                .isEmpty();
    }

    /** What a zip of more than 4 GiB says in fields of 64 bits; Java reads this one too. */
    @Test
    void sizesAndPlacesOf64BitsAreRead(@TempDir Path folder) throws IOException {
        byte[] plain = zip("");
        ByteBuffer in = little(plain);
        int end = plain.length - END_BYTES;
        int directory = in.getInt(end + 16);
        ByteBuffer out = ByteBuffer.allocate(plain.length + 300).order(ByteOrder.LITTLE_ENDIAN);
        out.put(plain, 0, directory);
        for (int at = directory; at < end; ) {
            int start = out.position();
            int name = in.getShort(at + 28);
            out.put(plain, at, 46 + name);
            // Another field, which is none of ours, and then size, compressed size, and place.
            out.putShort((short) 0x7075).putShort((short) 2).putShort((short) 0);
            out.putShort((short) 1).putShort((short) 24);
            out.putLong(in.getInt(at + 24)).putLong(in.getInt(at + 20)).putLong(in.getInt(at + 42));
            out.putInt(start + 20, -1)
                    .putInt(start + 24, -1)
                    .putInt(start + 42, -1)
                    .putShort(start + 30, (short) 34);
            at += 46 + name + in.getShort(at + 30) + in.getShort(at + 32);
        }
        int end64 = out.position();
        out.putInt(0x06064B50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0);
        out.putLong(2).putLong(2).putLong(end64 - directory).putLong(directory);
        out.putInt(0x07064B50).putInt(0).putLong(end64).putInt(1);
        out.putInt(0x06054B50)
                .putInt(0)
                .putShort((short) -1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 0);
        byte[] large = java.util.Arrays.copyOf(out.array(), out.position());

        assertWhole(open(large));
        Path file = Files.write(folder.resolve("large.zip"), large);
        try (ZipFile java = new ZipFile(file.toFile())) {
            assertThat(java.getInputStream(java.getEntry("größe.npy")).readAllBytes())
                    .isEqualTo(CONTENT);
        }
        little(large).putInt(end64, 0);
        assertRefused(() -> open(large), "its end is not where it should be, at byte " + end64);
    }

    private static void assertRefused(ThrowingCallable work, String problem) {
        assertThatThrownBy(work)
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("f.npz: zip directory: " + problem);
    }

    @Test
    void whatIsDamagedIsNamed() throws IOException {
        byte[] plain = zip("");
        int end = plain.length - END_BYTES;
        int directory = little(plain).getInt(end + 16);
        assertRefused(() -> open(java.util.Arrays.copyOf(plain, end)), "it is cut off: its end is missing");
        assertRefused(
                () -> open("PK\u0003\u0004".getBytes(StandardCharsets.US_ASCII)), "it is cut off: its end is missing");
        assertRefused(
                () -> open(changed(plain, end + 10, 9000)),
                "9000 members cannot be in " + (end - directory) + " bytes from byte " + directory + " to " + end);
        assertRefused(
                () -> open(changed(plain, end + 10, 1)),
                "it has " + (46 + "größe.npy".getBytes(StandardCharsets.UTF_8).length) + " bytes beyond its 1 members");
        assertRefused(() -> open(changed(plain, directory, 0)), "member 0 is not where it should be");
        assertRefused(() -> open(changed(plain, directory + 28, 60_000)), "member 0 is cut off");
        assertRefused(() -> open(changed(plain, directory + 8, 1)), "deflated.npy is encrypted");
        assertRefused(
                () -> open(changed(plain, directory + 10, 93)),
                "deflated.npy is compressed by method 93; only deflate (8) can be read");
        assertRefused(
                () -> open(changed(plain, directory + 10, 0)),
                "deflated.npy cannot have 150000 bytes in " + little(plain).getInt(directory + 20));
        assertRefused(() -> open(changed(plain, directory + 46, 0xFFFF)), "a name in it is no text in UTF-8");

        ZipArchive elsewhere = open(changed(changed(plain, directory + 42, 0xFFFF), directory + 44, 0x7FFF));
        assertThatThrownBy(() -> elsewhere.content(elsewhere.members().get(0)))
                .isInstanceOf(IOException.class)
                .hasMessage("its header would begin at byte 2147483647");
        ZipArchive damaged = open(changed(plain, 0, 0));
        assertThatThrownBy(() -> damaged.content(damaged.members().get(0)))
                .isInstanceOf(IOException.class)
                .hasMessage("its header is damaged");
    }

    private static byte[] changed(byte[] bytes, int at, int number) {
        return little(bytes.clone()).putShort(at, (short) number).array();
    }
}
