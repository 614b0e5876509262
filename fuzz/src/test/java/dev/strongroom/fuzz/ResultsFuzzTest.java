// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.endorsements.GivenFile;
import dev.strongroom.attestation.json.MalformedJsonException;
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
        assertThat(CorimPolicy.ofSevSnp(corim, i).json()).isNotEmpty();
      }
    } catch (ResultException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
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
