// SPDX-License-Identifier: Apache-2.0
import dev.strongroom.enclave.inference.engine.EngineProvider;
import dev.strongroom.enclave.llama.LlamaProvider;
import org.jspecify.annotations.NullMarked;

/// llama.cpp as an engine. A module of its own: whoever embeds no model doesn't trust it.
@NullMarked
@SuppressWarnings({
  "module",
  "requires-automatic"
}) // It has no name of its own, and only its library is used.
module dev.strongroom.enclave.llama {
  requires static org.jspecify;
  requires dev.strongroom.attestation;
  requires transitive dev.strongroom.enclave.inference;
  requires llama;

  exports dev.strongroom.enclave.llama;

  provides EngineProvider with
      LlamaProvider;
}
