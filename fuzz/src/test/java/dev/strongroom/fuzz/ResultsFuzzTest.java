// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.endorsements.GivenFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.endorsements.Description;
import dev.strongroom.endorsements.Window;
import dev.strongroom.results.Cmw;
import dev.strongroom.results.CmwCodec;
import dev.strongroom.results.Corim;
import dev.strongroom.results.CorimPolicy;
import dev.strongroom.results.CorimReader;
import dev.strongroom.results.ResultException;
import java.util.List;

/// Any bytes as what others write: envelopes, reference values, endorsements.
class ResultsFuzzTest {
  @FuzzTest(maxDuration = "20s")
  void bytesGiveAMessageOrResultException(byte[] input) throws ResultException {
    Cmw message;
    try {
      message = CmwCodec.read(Bytes.copyOf(input));
    } catch (ResultException e) {
      assertThat(e.problem()).isEqualTo(ResultException.Problem.MALFORMED);
      return;
    }
    assertThat(CmwCodec.read(CmwCodec.cbor(message))).isEqualTo(message);
    assertThat(CmwCodec.read(Bytes.utf8(CmwCodec.json(message)))).isEqualTo(message);
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveReferenceValuesOrResultException(byte[] input) {
    try {
      Corim corim = CorimReader.read(Bytes.copyOf(input), List.of());
      for (int i = 0; i < corim.references().size(); i++) {
        assertThat(CorimPolicy.of(corim, i).json()).isNotEmpty();
      }
    } catch (ResultException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /// Any bytes as an environment and a measurement of Intel's profile, in a CoRIM around them.
  @FuzzTest(maxDuration = "20s")
  void bytesGiveReferenceValuesOfIntelsOrResultException(byte[] input) {
    try {
      Corim corim = CorimReader.read(intel(Bytes.copyOf(input)), List.of());
      for (int i = 0; i < corim.references().size(); i++) {
        draft(corim, i);
      }
    } catch (ResultException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /// What is drafted lacks but what it says that it lacks.
  private static void draft(Corim corim, int index) {
    for (Drafting drafting : List.<Drafting>of(CorimPolicy::ofTdx, CorimPolicy::ofSgx)) {
      try {
        CorimPolicy draft = drafting.draft(corim, index);
        StringBuilder inside = new StringBuilder();
        StringBuilder outside = new StringBuilder();
        for (String name : draft.undecided()) {
          boolean platform = name.startsWith("platform.");
          (platform ? inside : outside)
              .append(",\"")
              .append(platform ? name.substring("platform.".length()) : name)
              .append("\":{\"ignore\":\"a test\"}");
        }
        String json = draft.json().strip();
        String whole = json.substring(0, json.length() - 1) + outside + "}";
        PolicyFile.parse(
            whole
                .replace("\"platform\":{", "\"platform\":{" + inside.append(',').substring(1))
                .replace(",}", "}"));
      } catch (ResultException e) {
        assertThat(e.getMessage()).isNotEmpty();
      } catch (MalformedPolicyException e) {
        throw new AssertionError("a draft that can't be completed", e);
      }
    }
  }

  private interface Drafting {
    CorimPolicy draft(Corim corim, int index) throws ResultException;
  }

  /// A CoRIM with one reference: environment and list of measurements as they are.
  private static Bytes intel(Bytes reference) {
    CborWriter start = new CborWriter().map(2).integer(1).map(1).integer(0).text("tag");
    Bytes before = start.integer(4).map(1).integer(0).array(1).array(2).toBytes();
    return new CborWriter()
        .tag(501)
        .map(3)
        .integer(0)
        .text("sample")
        .integer(1)
        .array(1)
        .tag(506)
        .bytes(Bytes.fromHex(before.hex() + reference.hex()))
        .integer(3)
        .tag(111)
        .bytes(Bytes.fromHex(Corim.INTEL))
        .toBytes();
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveEndorsementsOrMalformedJsonException(byte[] input) {
    try {
      for (Item item : GivenFile.read(Bytes.copyOf(input), "file").items()) {
        assertThat(Description.of(item)).isNotEmpty();
        assertThat(Window.of(item)).isNotNull();
      }
    } catch (MalformedJsonException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
