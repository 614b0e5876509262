// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Optional;

/// The body of a quote of a trust domain (Intel, TDX DCAP quoting library API, A.3.2 and A.3.3).
///
/// @param encoded 584 bytes of TD 1.0, or 648 of TD 1.5
/// @param reportData bytes 520 to 583
public record TdReport(Bytes encoded, Bytes reportData) implements QuoteBody {
  /// Bytes of a body of TD 1.0.
  public static final int LENGTH_1_0 = 584;

  /// Bytes of a body of TD 1.5.
  public static final int LENGTH_1_5 = 648;

  /// Runtime registers.
  public static final int REGISTERS = 4;

  static TdReport of(Bytes encoded) {
    return new TdReport(encoded, encoded.slice(520, LENGTH_1_0));
  }

  /// TEE_TCB_SVN, 16 bytes: 0 is the module's security version, 1 its major version.
  public Bytes teeTcbSvn() {
    return encoded.slice(0, 16);
  }

  /// MRSEAM, the TDX module's measurement, 48 bytes.
  public Bytes mrSeam() {
    return encoded.slice(16, 64);
  }

  /// MRSIGNERSEAM, who signed the TDX module, 48 bytes; zero: Intel.
  public Bytes mrSignerSeam() {
    return encoded.slice(64, 112);
  }

  /// SEAMATTRIBUTES, 8 bytes.
  public Bytes seamAttributes() {
    return encoded.slice(112, 120);
  }

  /// TDATTRIBUTES, 8 bytes, little endian.
  public Bytes tdAttributes() {
    return encoded.slice(120, 128);
  }

  /// XFAM, 8 bytes, little endian.
  public Bytes xfam() {
    return encoded.slice(128, 136);
  }

  /// MRTD, the initial contents' measurement, 48 bytes.
  public Bytes mrTd() {
    return encoded.slice(136, 184);
  }

  /// MRCONFIGID, 48 bytes.
  public Bytes mrConfigId() {
    return encoded.slice(184, 232);
  }

  /// MROWNER, 48 bytes.
  public Bytes mrOwner() {
    return encoded.slice(232, 280);
  }

  /// MROWNERCONFIG, 48 bytes.
  public Bytes mrOwnerConfig() {
    return encoded.slice(280, 328);
  }

  /// RTMR0 to RTMR3, 48 bytes each.
  public List<Bytes> registers() {
    return List.of(register(0), register(1), register(2), register(3));
  }

  /// One of the runtime registers, 48 bytes.
  ///
  /// @param index 0 to 3
  public Bytes register(int index) {
    return encoded.slice(328 + 48 * index, 376 + 48 * index);
  }

  /// TEE_TCB_SVN2 of TD 1.5: what runs now, where TEE_TCB_SVN is what ran at launch.
  public Optional<Bytes> teeTcbSvn2() {
    return later(584, 600);
  }

  /// MRSERVICETD of TD 1.5: the service TD that is bound, 48 bytes; zero: none.
  public Optional<Bytes> mrServiceTd() {
    return later(600, LENGTH_1_5);
  }

  private Optional<Bytes> later(int from, int to) {
    return encoded.length() == LENGTH_1_5 ? Optional.of(encoded.slice(from, to)) : Optional.empty();
  }
}
