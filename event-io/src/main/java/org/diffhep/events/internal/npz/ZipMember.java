package org.diffhep.events.internal.npz;

/**
 * A file in a zip.
 *
 * @param crc the CRC-32 of its content
 * @param compressedSize the bytes that it takes in the zip
 * @param size those of its content
 * @param deflated whether it is compressed; otherwise it is stored as it is
 * @param header where its own header begins
 */
record ZipMember(String name, long crc, long compressedSize, long size, boolean deflated, long header) {}
