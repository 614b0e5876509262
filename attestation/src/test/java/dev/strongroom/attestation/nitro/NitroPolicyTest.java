// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A policy that would accept more than its author meant isn't built.
class NitroPolicyTest {
  private static final Bytes VALUE = Pcrs.extended(Bytes.utf8("value"));
  private static final Bytes ZERO = Bytes.zeros(48);
  private static final TrustAnchor ANCHOR = NitroPolicy.AWS_ROOT_G1;
  private static final ReferenceValues IMAGE =
      new ReferenceValues("an image", new TreeMap<>(Map.of(0, VALUE)));

  /// Each claim by the name that an error has to mention, with both ways to decide it.
  private static Map<String, List<Consumer<NitroPolicy.Builder>>> claims() {
    Map<String, List<Consumer<NitroPolicy.Builder>>> claims = new LinkedHashMap<>();
    claims.put("image", List.of(p -> p.requireImage(List.of(IMAGE)), p -> p.ignoreImage("why")));
    claims.put("signer", List.of(p -> p.requireSigner(Set.of(VALUE)), p -> p.ignoreSigner("why")));
    claims.put("role", List.of(p -> p.requireRole(Set.of(VALUE)), p -> p.ignoreRole("why")));
    claims.put(
        "instance", List.of(p -> p.requireInstance(Set.of("i-0")), p -> p.ignoreInstance("why")));
    claims.put("nonce", List.of(p -> p.requireNonce(), p -> p.ignoreNonce("why")));
    claims.put("public-key", List.of(p -> p.requirePublicKey(), p -> p.ignorePublicKey("why")));
    claims.put("user-data", List.of(p -> p.requireUserData(), p -> p.ignoreUserData("why")));
    claims.put("age", List.of(p -> p.requireAge(Duration.ofMinutes(5)), p -> p.ignoreAge("why")));
    return claims;
  }

  @Test
  void aForgottenClaimIsNamed() {
    for (int way : new int[] {0, 1}) {
      for (String forgotten : claims().keySet()) {
        NitroPolicy.Builder builder = NitroPolicy.builder();
        claims()
            .forEach((claim, ways) -> {
              if (!claim.equals(forgotten)) {
                ways.get(way).accept(builder);
              }
            });
        assertThatIllegalStateException()
            .isThrownBy(builder::build)
            .withMessageMatching(".*\\b" + forgotten + "\\b.*");
      }
    }
  }

  @Test
  void anEmptyPolicyIsRefused() {
    assertThatIllegalStateException().isThrownBy(() -> NitroPolicy.builder().build());
    assertThatIllegalStateException()
        .isThrownBy(() -> NitroPolicy.builder().allowDebug("why").anchor(ANCHOR).build());
  }

  @Test
  void everyClaimDecidedBuildsAPolicy() {
    NitroPolicy.Builder required = NitroPolicy.builder();
    claims().values().forEach(ways -> ways.get(0).accept(required));
    NitroPolicy policy = required.build();
    assertThat(policy.kind()).isEqualTo(EvidenceKind.NITRO_ENCLAVE);
    assertThat(policy.image()).isEqualTo(new Requirement.Require<>(List.of(IMAGE)));
    assertThat(policy.signer()).isEqualTo(new Requirement.Require<>(Set.of(VALUE)));
    assertThat(policy.role()).isEqualTo(new Requirement.Require<>(Set.of(VALUE)));
    assertThat(policy.instance()).isEqualTo(new Requirement.Require<>(Set.of("i-0")));
    assertThat(policy.age()).isEqualTo(new Requirement.Require<>(Duration.ofMinutes(5)));
    assertThat(policy.debugAllowed()).isEmpty();
    for (NitroPolicy.Binding binding : NitroPolicy.Binding.values()) {
      assertThat(policy.binding(binding)).isEqualTo(new Requirement.Require<>(binding));
    }
  }

  @Test
  void awsIsTrustedOnlyIfNobodyElseIsNamed() {
    TrustAnchor other = new TrustAnchor("another", Bytes.zeros(32), false);
    NitroPolicy.Builder builder = NitroPolicy.builder();
    claims().values().forEach(ways -> ways.get(1).accept(builder));
    assertThat(builder.build().anchors()).containsExactly(NitroPolicy.AWS_ROOT_G1);
    assertThat(builder.anchor(other).build().anchors()).containsExactly(other);
    assertThat(builder.anchor(ANCHOR).build().anchors()).containsExactly(other, ANCHOR);
    assertThat(NitroPolicy.AWS_ROOT_G1.simulated()).isFalse();
  }

  @Test
  void emptyListsAreRefused() {
    NitroPolicy.Builder builder = NitroPolicy.builder();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.requireImage(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.requireSigner(Set.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.requireRole(Set.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.requireInstance(Set.of()));
  }

  @Test
  void reasonsMustBeGiven() {
    NitroPolicy.Builder builder = NitroPolicy.builder();
    for (String why : List.of("", " ")) {
      assertThatIllegalArgumentException().isThrownBy(() -> builder.ignoreImage(why));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.ignoreSigner(why));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.ignoreRole(why));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.ignoreInstance(why));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.ignoreNonce(why));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.ignorePublicKey(why));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.ignoreUserData(why));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.ignoreAge(why));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.allowDebug(why));
    }
  }

  @Test
  void anAgeLimitIsPositive() {
    NitroPolicy.Builder builder = NitroPolicy.builder();
    for (Duration limit : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatIllegalArgumentException().isThrownBy(() -> builder.requireAge(limit));
    }
    builder.requireAge(Duration.ofNanos(1));
  }

  @Test
  void aSignerIsAPcrValueOfSomething() {
    NitroPolicy.Builder builder = NitroPolicy.builder();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.requireSigner(Set.of(ZERO)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.requireSigner(Set.of(VALUE, ZERO)));
    for (int length : new int[] {0, 32, 47, 49, 64}) {
      Bytes value = Bytes.fromHex("01".repeat(length));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.requireSigner(Set.of(value)));
      assertThatIllegalArgumentException().isThrownBy(() -> builder.requireRole(Set.of(value)));
    }
    // An instance without a role has zeros there, and one may insist on that.
    builder.requireRole(Set.of(ZERO));
  }

  @Test
  void laterChangesOfListsDoNotShow() {
    List<ReferenceValues> images = new ArrayList<>(List.of(IMAGE));
    Set<String> instances = new HashSet<>(Set.of("i-0"));
    NitroPolicy policy =
        LenientPolicy.builder(ANCHOR).requireImage(images).requireInstance(instances).build();
    images.clear();
    instances.add("i-1");
    assertThat(policy.image()).isEqualTo(new Requirement.Require<>(List.of(IMAGE)));
    assertThat(policy.instance()).isEqualTo(new Requirement.Require<>(Set.of("i-0")));
  }

  @Test
  void theLastDecisionCounts() {
    NitroPolicy policy = LenientPolicy.builder(ANCHOR).requireNonce().build();
    assertThat(policy.binding(NitroPolicy.Binding.NONCE)).isInstanceOf(Requirement.Require.class);
  }

  @Test
  void debugModeIsAllowedForAReason() {
    assertThat(LenientPolicy.of(ANCHOR).debugAllowed()).isEmpty();
    assertThat(LenientPolicy.builder(ANCHOR).allowDebug("a test").build().debugAllowed())
        .contains("a test");
  }
}
