// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// One share of a recovery kit, in the open. Secret: as many of them as the threshold are the key.
/// Wiped when closed. Thread-safe.
///
/// Printed it is one line of ASCII: `srs1.`, the kit's id (32 hexadecimal digits), `.`, number of
/// the share (two digits), `.`, value (64 hexadecimal digits), `.`, and the first four bytes of the
/// SHA-256 of what stands before the last point (8 hexadecimal digits), which finds what was
/// mistyped.
public final class RecoveryShare implements AutoCloseable {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] MAGIC = "srs1.".getBytes(StandardCharsets.US_ASCII);
  private static final int NUMBER = MAGIC.length + 2 * RecoveryHeader.ID + 1;
  private static final int VALUE = NUMBER + 3;
  private static final int SUM = VALUE + 2 * RecoveryHeader.SHARE + 1;
  private static final int SUM_BYTES = 4;
  private static final int LENGTH = SUM + 2 * SUM_BYTES;

  private final Bytes kit;
  private final int index;
  private final byte[] value;
  private boolean closed;

  private RecoveryShare(Bytes kit, int index, byte[] value) {
    this.kit = kit;
    this.index = index;
    this.value = value;
  }

  /// A share of a kit.
  ///
  /// @param value 32 bytes, which the share owns from now on
  static RecoveryShare owning(Bytes kit, int index, byte[] value) {
    return new RecoveryShare(kit, index, value);
  }

  /// Reads a printed line, without a line end.
  ///
  /// @param printed the caller wipes it
  /// @throws MalformedCustodyException if it isn't one, or was mistyped
  public static RecoveryShare parse(byte[] printed) throws MalformedCustodyException {
    if (printed.length != LENGTH
        || !Arrays.equals(printed, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || printed[NUMBER - 1] != '.'
        || printed[VALUE - 1] != '.'
        || printed[SUM - 1] != '.') {
      throw new MalformedCustodyException("not a recovery share of version 1");
    }
    int index = (printed[NUMBER] - '0') * 10 + (printed[NUMBER + 1] - '0');
    byte[] id = digits(printed, MAGIC.length, RecoveryHeader.ID);
    byte[] value = digits(printed, VALUE, RecoveryHeader.SHARE);
    RecoveryShare share = new RecoveryShare(Bytes.copyOf(id), index, value);
    byte[] again = index >= 1 && index <= RecoveryHeader.MOST ? share.printed() : new byte[0];
    boolean same = Arrays.equals(printed, again);
    Arrays.fill(again, (byte) 0);
    if (!same) {
      share.close();
      throw new MalformedCustodyException("a recovery share with a mistake in it");
    }
    return share;
  }

  /// The line to print, which the caller wipes.
  ///
  /// @throws IllegalStateException if it was closed
  public synchronized byte[] printed() {
    ensureOpen();
    byte[] line = new byte[LENGTH];
    System.arraycopy(MAGIC, 0, line, 0, MAGIC.length);
    write(kit.toByteArray(), line, MAGIC.length);
    line[NUMBER - 1] = '.';
    line[NUMBER] = (byte) ('0' + index / 10);
    line[NUMBER + 1] = (byte) ('0' + index % 10);
    line[VALUE - 1] = '.';
    write(value, line, VALUE);
    line[SUM - 1] = '.';
    byte[] head = Arrays.copyOf(line, SUM - 1);
    write(
        Sha256.of("strongroom recovery line v1", head).slice(0, SUM_BYTES).toByteArray(),
        line,
        SUM);
    Arrays.fill(head, (byte) 0);
    return line;
  }

  /// The id of its kit, 16 bytes.
  public Bytes kit() {
    return kit;
  }

  /// Its number, from 1.
  public int index() {
    return index;
  }

  /// A copy of the value, which the caller wipes.
  synchronized byte[] value() {
    ensureOpen();
    return value.clone();
  }

  private void ensureOpen() {
    if (closed) {
      throw new IllegalStateException("the share was wiped");
    }
  }

  /// Wipes the value.
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public String toString() {
    return "recovery share " + index;
  }

  // Digit by digit, so that no text of a secret is made.
  private static void write(byte[] bytes, byte[] line, int at) {
    for (int i = 0; i < bytes.length; i++) {
      line[at + 2 * i] = (byte) HEX.toHighHexDigit(bytes[i]);
      line[at + 2 * i + 1] = (byte) HEX.toLowHexDigit(bytes[i]);
    }
  }

  private static byte[] digits(byte[] line, int at, int length) throws MalformedCustodyException {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int high = line[at + 2 * i];
      int low = line[at + 2 * i + 1];
      if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
        Arrays.fill(bytes, (byte) 0);
        throw new MalformedCustodyException("a recovery share of other signs than digits");
      }
      bytes[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
    }
    return bytes;
  }
}
