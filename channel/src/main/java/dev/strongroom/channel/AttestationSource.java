// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;

/// Where a server gets the evidence that it answers with.
public interface AttestationSource {

  /// Keys with evidence for them, and the means to sign.
  ///
  /// @param statement what the environment says of its keys
  /// @param evidence binds the statement
  /// @param attestationKey the key that the statement names
  record Attested(KeyStatement statement, Bytes evidence, SigningKey attestationKey) {}

  /// Current evidence, made at boot or renewed since.
  Attested current() throws IOException;

  /// Evidence made now, which carries `nonce`. Costs a call of the hardware.
  ///
  /// @throws IOException if the device can't make it
  Attested fresh(Bytes nonce) throws IOException;
}
