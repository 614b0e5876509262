// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// The attested channel for HTTP clients and whatever else opens sockets; notaries, logs and vaults
/// behind it.
@NullMarked
module dev.strongroom.client {
  requires static org.jspecify;
  requires transitive java.net.http;
  requires transitive dev.strongroom.attestation;
  requires transitive dev.strongroom.chain;
  requires transitive dev.strongroom.channel;
  requires transitive dev.strongroom.ledger;
  requires org.bouncycastle.provider;

  exports dev.strongroom.client;
  exports dev.strongroom.client.ai;
  exports dev.strongroom.client.jca;
  exports dev.strongroom.client.log;
  exports dev.strongroom.client.notary;
  exports dev.strongroom.client.vault;
}
