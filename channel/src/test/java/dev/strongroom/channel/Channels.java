// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.attestation.nitro.ReferenceValues;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Clients of simulated enclaves.
final class Channels {
  private Channels() {}

  /// Accepts what `vendor` measures by default, under its root.
  static NitroPolicy appraisal(TrustAnchor anchor, boolean fresh) {
    TreeMap<Integer, Bytes> pcrs = new TreeMap<>();
    Pcrs.IMAGE.forEach(
        i -> pcrs.put(i, Pcrs.extended(Bytes.utf8("measured into " + Pcrs.name(i)))));
    NitroPolicy.Builder policy =
        NitroPolicy.builder()
            .anchor(anchor)
            .requireImage(List.of(new ReferenceValues("the test image", pcrs)))
            .ignoreSigner("a test")
            .ignoreRole("a test")
            .ignoreInstance("a test")
            .requirePublicKey()
            .requireUserData()
            .requireAge(Duration.ofMinutes(5));
    return (fresh ? policy.requireNonce() : policy.ignoreNonce("the channel has its own")).build();
  }

  static AttestedConnector client(FakeNitro vendor, @Nullable Bytes identity, boolean fresh) {
    return client(
        appraisal(vendor.simulatedAnchor(), fresh), identity, fresh, FakeNitro.TIME.plusSeconds(9));
  }

  static AttestedConnector client(
      NitroPolicy appraisal, @Nullable Bytes identity, boolean fresh, Instant now) {
    return new AttestedConnector(
        new ChannelPolicy(appraisal, Optional.ofNullable(identity), fresh, Duration.ofMinutes(10)),
        Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)),
        () -> now);
  }

  static AttestedConnection connect(AttestedConnector client, TlsPeer peer) throws IOException {
    return client.connect("127.0.0.1", peer.port(), Duration.ofSeconds(5));
  }
}
