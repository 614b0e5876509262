// SPDX-License-Identifier: Apache-2.0
import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.enclave.runtime.Service;
import org.jspecify.annotations.NullMarked;

/// Answers requests for models, by one that runs inside or by attested servers behind it.
@NullMarked
module dev.strongroom.enclave.inference {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires dev.strongroom.channel;
  requires transitive dev.strongroom.enclave.notary;
  requires transitive dev.strongroom.enclave.runtime;
  requires transitive dev.strongroom.ledger;
  requires tools.jackson.core;

  exports dev.strongroom.enclave.inference;
  exports dev.strongroom.enclave.inference.backend;
  exports dev.strongroom.enclave.inference.embedded;
  exports dev.strongroom.enclave.inference.engine;

  uses dev.strongroom.enclave.inference.engine.EngineProvider;

  provides Service with
      InferenceService;
}
