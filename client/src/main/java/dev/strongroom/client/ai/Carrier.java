// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.IOException;

/// Carries requests to a gateway that it verified before.
sealed interface Carrier extends AutoCloseable
    permits AttestedCarrier, ChannelCarrier, MessageCarrier {
  /// Sends a request.
  ///
  /// @return the answer with its body as it comes: where that ends may still be wrong
  /// @throws GatewayNotVerifiedException if nothing was sent for that reason
  /// @throws AnswerRefusedException if what came back isn't the gateway's answer
  /// @throws IOException if the gateway can't be reached, or the connection broke
  ModelAnswer send(ModelRequest request) throws IOException, InterruptedException;

  /// Closes connections of its own; those of a client that it was given are that one's.
  @Override
  default void close() {}
}
