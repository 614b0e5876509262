// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.policy.Principal;
import java.io.ByteArrayOutputStream;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// A passkey that stands in for one that nobody knows, so that asking takes as long. Its key is the
/// generator of P-256.
final class DecoyPasskey {
  private static final byte[] ES256_KEY_HEAD = {
    (byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32
  };
  private static final byte[] Y_HEAD = {0x22, 0x58, 32};
  private static final int COORDINATE = 32;
  private static final Bytes HANDLE = Bytes.zeros(1);
  private static final int BACKUP_ELIGIBLE = 0x08;
  private static final int FLAGS = 32;

  private final Principal principal;

  DecoyPasskey(String relyingParty) {
    this.principal = new Principal(Principal.Kind.PASSKEY, relyingParty + ":decoy");
  }

  /// The decoy for an assertion: with its id, user and flags, so that nothing but the signature is
  /// wrong about it.
  RegisteredPasskey with(CredentialResponse answered) {
    Bytes data = answered.authenticatorData();
    boolean eligible = data.length() > FLAGS && (data.at(FLAGS) & BACKUP_ELIGIBLE) != 0;
    return new RegisteredPasskey(
        principal,
        credential(answered.id()),
        answered.userHandle().filter(handle -> !handle.isEmpty()).orElse(HANDLE),
        0,
        eligible,
        false,
        "none",
        PasskeyAttestation.NONE);
  }

  private static Bytes credential(Bytes id) {
    byte[] point = CustomNamedCurves.getByName("secp256r1").getG().getEncoded(false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Bytes.zeros(16).toByteArray());
    out.write(id.length() >> 8);
    out.write(id.length());
    out.writeBytes(id.toByteArray());
    out.writeBytes(ES256_KEY_HEAD);
    out.write(point, 1, COORDINATE);
    out.writeBytes(Y_HEAD);
    out.write(point, 1 + COORDINATE, COORDINATE);
    return Bytes.copyOf(out.toByteArray());
  }
}
