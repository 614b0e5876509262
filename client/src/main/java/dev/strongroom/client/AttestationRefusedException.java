// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.attestation.Verdict;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ChannelException.Refusal;
import java.io.IOException;
import java.util.Optional;

/// The server isn't what the policy demands: no byte of the request was sent to it. With
/// [Refusal#REATTESTATION_DUE] alone, a part was, to a server that had been verified.
public final class AttestationRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private final ChannelException refused;

  AttestationRefusedException(ChannelException refused) {
    super(refused.getMessage(), refused);
    this.refused = refused;
  }

  /// Why.
  public Refusal refusal() {
    return refused.refusal();
  }

  /// All checks, if the evidence came as far as being checked.
  public Optional<Verdict> verdict() {
    return refused.verdict();
  }
}
