// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Verdict;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The gateway isn't what the policy demands, or couldn't show that it is: nothing of the request
/// was sent to it.
public final class GatewayNotVerifiedException extends IOException {
  private static final long serialVersionUID = 1;

  private final String code;
  private final transient @Nullable Verdict verdict;

  GatewayNotVerifiedException(
      String code, @Nullable String why, @Nullable Verdict verdict, IOException cause) {
    super(why, cause);
    this.code = code;
    this.verdict = verdict;
  }

  /// Why, by the stable names of [dev.strongroom.channel.ChannelException.Refusal] and
  /// [dev.strongroom.channel.message.MessageException.Refusal].
  public String code() {
    return code;
  }

  /// All checks, if the evidence came as far as being checked.
  public Optional<Verdict> verdict() {
    return Optional.ofNullable(verdict);
  }
}
