// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import java.util.List;

/// The algorithms that a passkey may have (RFC 9053, RFC 8812): ES256, EdDSA, RS256.
final class PasskeyAlgorithms {
  static final List<Long> CODES = List.of(-7L, -8L, -257L);

  static final List<PublicKeyCredentialParameters> PARAMETERS =
      CODES.stream()
          .map(code ->
              new PublicKeyCredentialParameters(
                  PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(code)))
          .toList();

  private PasskeyAlgorithms() {}
}
