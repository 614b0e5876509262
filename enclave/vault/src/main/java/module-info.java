// SPDX-License-Identifier: Apache-2.0
import dev.strongroom.enclave.vault.VaultService;
import org.jspecify.annotations.NullMarked;

/// Keys of agents and wallets of people: born inside, sealed outside, used as their owners allow.
@NullMarked
module dev.strongroom.enclave.vault {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires transitive dev.strongroom.chain;
  requires dev.strongroom.channel;
  requires transitive dev.strongroom.enclave.notary;
  requires transitive dev.strongroom.enclave.runtime;
  requires transitive dev.strongroom.ledger;
  requires transitive dev.strongroom.policy;
  requires com.nimbusds.jose.jwt;
  requires com.webauthn4j.core;
  requires org.bouncycastle.provider;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.cbor;

  provides dev.strongroom.enclave.runtime.Service with
      VaultService;
}
