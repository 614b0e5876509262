// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.integration.npm.NpmScript;
import java.io.IOException;
import java.time.Instant;

/// `@phala/dcap-qvl`. Used by one thread.
final class DcapPeer implements AutoCloseable {
  private final NpmScript script;

  private DcapPeer(NpmScript script) {
    this.script = script;
  }

  /// Starts it.
  ///
  /// @return it, ready; an aborted test where Node.js, npm or its registry aren't
  static DcapPeer start() throws IOException, InterruptedException {
    return new DcapPeer(NpmScript.start("dcap", "@phala/dcap-qvl", "dcap.mjs"));
  }

  /// What it makes of a quote.
  ///
  /// @return Intel's word for a status, or `refused: ` and why
  String verify(Bytes quote, Bytes collateral, Instant at) throws IOException {
    return script.ask(quote.hex() + " " + collateral.hex() + " " + at.getEpochSecond());
  }

  @Override
  public void close() {
    script.close();
  }
}
