// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;

/// The registers of an enclave and how their values come about (NSM interface; "Cryptographic
/// attestation" in the AWS Nitro Enclaves guide).
public final class Pcrs {
  /// The image: all of it (0), kernel, command line and first ramdisk (1), the other ramdisks (2).
  public static final List<Integer> IMAGE = List.of(0, 1, 2);

  /// The IAM role of the parent instance.
  public static final int ROLE = 3;

  /// The parent instance.
  public static final int INSTANCE = 4;

  /// The certificate that signed the image.
  public static final int SIGNER = 8;

  /// Locked at boot, hence in every document: 0 to 15 of an enclave, 0 to 23 of a NitroTPM.
  public static final int ENCLAVE_ALWAYS = 16, TPM_ALWAYS = 24;

  /// Of a SHA-384, in bytes.
  public static final int LENGTH = 48;

  /// Orders `pcr2` before `pcr10`.
  static final Comparator<String> BY_INDEX =
      Comparator.<String>comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private static final Bytes ZERO = Bytes.zeros(LENGTH);

  private Pcrs() {}

  /// The name of register `index` in JSON and policies.
  public static String name(int index) {
    return "pcr" + index;
  }

  /// The value of a register that held zeros and was extended with `data`: SHA-384 of both.
  public static Bytes extended(Bytes data) {
    try {
      MessageDigest sha384 = MessageDigest.getInstance("SHA-384");
      ZERO.updateTo(sha384);
      data.updateTo(sha384);
      return Bytes.copyOf(sha384.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-384", e);
    }
  }
}
