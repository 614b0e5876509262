// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;

/// Any bytes as CBOR.
class CborFuzzTest {
  @FuzzTest(maxDuration = "20s")
  void bytesAreSkippedOrRefused(byte[] input) {
    CborReader reader = new CborReader(Bytes.copyOf(input), 0);
    try {
      reader.skip();
      assertThat(reader.offset()).isBetween(1, input.length);
      reader.end();
    } catch (CborException e) {
      assertThat(e.offset()).isBetween(0, input.length);
    }
  }
}
