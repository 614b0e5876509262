// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import java.nio.charset.StandardCharsets;

/// Any text as a policy file.
class PolicyFuzzTest {
  @FuzzTest(maxDuration = "20s")
  void textGivesAPolicyOrMalformed(byte[] input) {
    try {
      AppraisalPolicy policy = PolicyFile.parse(new String(input, StandardCharsets.UTF_8));
      assertThat(policy.anchors()).isNotEmpty();
    } catch (MalformedPolicyException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
