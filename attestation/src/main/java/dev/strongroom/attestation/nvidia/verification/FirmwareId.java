// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.x509.Certificate;
import java.util.Optional;

/// The digest of the firmware that a leaf's key belongs to, from either of the two extensions in
/// use.
final class FirmwareId {
  /// 2.23.133.5.4.1, CompositeDeviceID of an early draft of DICE (Hopper, LS10): version, key,
  /// digest.
  private static final Bytes COMPOSITE_DEVICE_ID = Bytes.fromHex("678105050401");

  /// 2.23.133.5.4.1.1, DiceTcbInfo (Blackwell): fwids are member 6; the first is the firmware's.
  private static final Bytes TCB_INFO = Bytes.fromHex("67810505040101");

  private static final Bytes SHA384 = Bytes.fromHex("608648016503040202");
  private static final int FWIDS = 0xa6;
  private static final int[] BEFORE_FWIDS = {0x80, 0x81, 0x82, 0x83, 0x84, 0x85};
  private static final int LENGTH = 48;

  private FirmwareId() {}

  /// The digest; empty if the certificate names none.
  ///
  /// @throws DerException if it isn't well-formed
  static Optional<Bytes> of(Certificate leaf) throws DerException {
    Bytes composite = leaf.extensions().values().get(COMPOSITE_DEVICE_ID);
    Bytes tcbInfo = leaf.extensions().values().get(TCB_INFO);
    if (composite != null && tcbInfo != null) {
      throw new DerException(0, "two extensions that name firmware");
    }
    if (composite != null) {
      DerReader id = only(composite);
      id.smallInteger();
      id.element(DerReader.SEQUENCE);
      return Optional.of(digest(id.enter(DerReader.SEQUENCE)));
    }
    if (tcbInfo != null) {
      DerReader info = only(tcbInfo);
      for (int tag : BEFORE_FWIDS) {
        if (info.next(tag)) {
          info.content(tag);
        }
      }
      return Optional.of(digest(info.enter(FWIDS).enter(DerReader.SEQUENCE)));
    }
    return Optional.empty();
  }

  private static DerReader only(Bytes value) throws DerException {
    DerReader outer = DerReader.of(value);
    DerReader content = outer.enter(DerReader.SEQUENCE);
    outer.end();
    return content;
  }

  private static Bytes digest(DerReader fwid) throws DerException {
    int start = fwid.offset();
    Bytes algorithm = fwid.content(DerReader.OBJECT_IDENTIFIER);
    Bytes digest = fwid.content(DerReader.OCTET_STRING);
    fwid.end();
    if (!algorithm.equals(SHA384) || digest.length() != LENGTH) {
      throw new DerException(start, "firmware named by something else than a SHA-384");
    }
    return digest;
  }
}
