// SPDX-License-Identifier: Apache-2.0
import dev.strongroom.enclave.notary.NotaryService;
import org.jspecify.annotations.NullMarked;

/// Puts entries in order inside an enclave, and hands out receipts.
@NullMarked
module dev.strongroom.enclave.notary {
  requires static org.jspecify;
  requires java.net.http;
  requires transitive dev.strongroom.attestation;
  requires dev.strongroom.channel;
  requires dev.strongroom.console;
  requires transitive dev.strongroom.ledger;
  requires transitive dev.strongroom.enclave.runtime;

  exports dev.strongroom.enclave.notary;

  provides dev.strongroom.enclave.runtime.Service with
      NotaryService;
}
