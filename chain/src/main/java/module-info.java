// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// What keys are asked to sign: bytes in, a decoded request out, or a refusal. And the trees that
/// keys derive in, the only place here that sees a secret. No network.
@NullMarked
module dev.strongroom.chain {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires org.bouncycastle.provider;

  exports dev.strongroom.chain;
  exports dev.strongroom.chain.bitcoin;
  exports dev.strongroom.chain.derivation;
  exports dev.strongroom.chain.encoding;
  exports dev.strongroom.chain.evm;
  exports dev.strongroom.chain.solana;
}
