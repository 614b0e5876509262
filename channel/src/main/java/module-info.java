// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Both ends of the attested connection, and of encrypted messages.
@NullMarked
module dev.strongroom.channel {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;

  exports dev.strongroom.channel;
  exports dev.strongroom.channel.custody;
  exports dev.strongroom.channel.message;
  exports dev.strongroom.channel.signature;
}
