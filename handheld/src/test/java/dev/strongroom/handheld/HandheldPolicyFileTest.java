// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.handheld.android.AndroidKeyPolicy;
import dev.strongroom.handheld.android.AndroidKeyPolicy.Purpose;
import dev.strongroom.handheld.android.RootOfTrust.BootState;
import dev.strongroom.handheld.android.SecurityLevel;
import dev.strongroom.handheld.apple.AppAttestPolicy;
import dev.strongroom.handheld.apple.AppleRoot;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Policies as files.
class HandheldPolicyFileTest {
  private static final String ANDROID =
      """
      {"version": 1, "kind": "android-key", "comment": "an app of ours",
       "application": {"require": [{"package": "org.example.app", "signer": "%s"}]},
       "bootStates": ["verified", "self-signed"], "unlocked": {"allow": "testers"},
       "bootKey": {"require": ["%s"]}, "bootHash": {"ignore": "many models"},
       "osVersion": {"require": 150000}, "osPatch": {"require": 202601},
       "vendorPatch": {"ignore": "makers differ"}, "bootPatch": {"ignore": "makers differ"},
       "securityLevel": "strongbox", "purposes": {"require": ["sign"]},
       "rollbackResistance": {"ignore": "few have it"}, "userAuthentication": {"require": true},
       "remoteProvisioning": {"require": true}, "statusListAge": "P1D", "nonce": {"require": true}}
      """
          .formatted("11".repeat(32), "22".repeat(32));

  private static final String APPLE =
      """
      {"version": 1, "kind": "apple-app-attest", "environments": ["production"],
       "application": {"require": [{"team": "A1B2C3D4E5", "bundle": "org.example.app"}]}}
      """;

  @Test
  void readsAllOfAndroids() throws Exception {
    assertThat(HandheldPolicyFile.recognises(ANDROID)).isTrue();
    AndroidKeyPolicy policy = (AndroidKeyPolicy) HandheldPolicyFile.parse(ANDROID);
    assertThat(policy.kind()).isEqualTo(EvidenceKind.ANDROID_KEY);
    assertThat(policy.anchors()).isEqualTo(AndroidKeyPolicy.GOOGLE);
    assertThat(policy.application())
        .isEqualTo(
            new Require<>(
                Set.of(
                    new AndroidKeyPolicy.Application(
                        "org.example.app", Bytes.fromHex("11".repeat(32))))));
    assertThat(policy.boot().states()).containsOnly(BootState.VERIFIED, BootState.SELF_SIGNED);
    assertThat(policy.boot().unlocked()).hasValue("testers");
    assertThat(policy.boot().hash()).isEqualTo(new Ignore<>("many models"));
    assertThat(policy.versions().osPatch()).isEqualTo(new Require<>(202_601L));
    assertThat(policy.key().least()).isEqualTo(SecurityLevel.STRONGBOX);
    assertThat(policy.key().purposes()).isEqualTo(new Require<>(Set.of(Purpose.SIGN)));
    assertThat(policy.key().imported()).isEmpty();
    assertThat(policy.trust().statusListAge()).isEqualTo(Duration.ofDays(1));
    assertThat(policy.trust().unknownRevocation()).isEmpty();
    assertThat(policy.nonce()).isEqualTo(new Require<>(true));
  }

  @Test
  void readsAllOfApples() throws Exception {
    assertThat(HandheldPolicyFile.recognises(APPLE)).isTrue();
    AppAttestPolicy policy = (AppAttestPolicy) HandheldPolicyFile.parse(APPLE);
    assertThat(policy.anchors()).containsExactly(AppleRoot.ANCHOR);
    assertThat(policy.environments()).containsExactly(AppAttestPolicy.Environment.PRODUCTION);
    assertThat(policy.application())
        .isEqualTo(new Require<>(Set.of(new AppAttestPolicy.App("A1B2C3D4E5", "org.example.app"))));
  }

  /// What one changes in a good policy, and where it is found wrong.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "version": 1                 | "version": 2
          android-key                  | sev-snp
          "comment"                    | "commend"
          "nonce": {"require": true}   | "nonce": {"require": false}
          , "nonce": {"require": true} |
          "securityLevel": "strongbox" | "securityLevel": "software"
          "securityLevel": "strongbox" | "securityLevel": "tpm"
          ["sign"]                     | ["sign", "sign"]
          ["sign"]                     | []
          "osPatch": {"require": 202601} | "osPatch": {"require": 0}
          "package": "org.example.app" | "package": " "
          "P1D"                        | "P400D"
          "P1D"                        | "a day"
          "P1D"                        | "-P1D"
          {"allow": "testers"}         | true
          {"ignore": "many models"}    | {"ignore": ""}
          """)
  void whatIsWrongIsRefused(String good, String bad) {
    assertThat(ANDROID).contains(good);
    String broken = ANDROID.replace(good, bad == null ? "" : bad);
    assertThatThrownBy(() -> HandheldPolicyFile.parse(broken))
        .isInstanceOf(MalformedPolicyException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ["production"]      | []
          ["production"]      | ["sandbox"]
          A1B2C3D4E5          | A1B2C3D4E
          org.example.app     | org.example.app*
          "environments"      | "environment"
          """)
  void whatIsWrongInApplesToo(String good, String bad) {
    assertThat(APPLE).contains(good);
    assertThatThrownBy(() -> HandheldPolicyFile.parse(APPLE.replace(good, bad)))
        .isInstanceOf(MalformedPolicyException.class);
  }

  @Test
  void rootsCanBeOthers() throws Exception {
    String own =
        APPLE.replace(
            "\"version\": 1,",
            "\"version\": 1, \"anchors\": [{\"name\": \"x\", \"keySha256\": \"%s\"}],"
                .formatted("11".repeat(32)));
    assertThat(HandheldPolicyFile.parse(own).anchors()).hasSize(1);
    String simulated =
        APPLE.replace(
            "\"version\": 1,",
            "\"version\": 1, \"anchors\": [{\"name\": \"x\", \"sha256\": \"%s\", \"simulated\": true}],"
                .formatted("11".repeat(32)));
    assertThatThrownBy(() -> HandheldPolicyFile.parse(simulated))
        .isInstanceOf(MalformedPolicyException.class);
    assertThat(HandheldPolicyFile.recognises("{\"version\":1,\"kind\":\"sev-snp\"}")).isFalse();
    assertThat(HandheldPolicyFile.recognises("x")).isFalse();
  }
}
