// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Responses that a hostile or broken module might make: nothing but [NsmException] comes of them.
class NsmResponseFuzzTest {
  private static final int ROUNDS = 20_000;

  /// What reads a response.
  private interface Reader {
    Object read(Bytes response) throws NsmException;
  }

  private static final List<Reader> READERS =
      List.of(
          NsmProtocol::description,
          NsmProtocol::pcrState,
          NsmProtocol::extendedPcr,
          response -> {
            NsmProtocol.lockedPcr(response);
            return "locked";
          },
          response -> {
            NsmProtocol.lockedPcrs(response);
            return "locked";
          },
          NsmProtocol::document,
          NsmProtocol::random);

  private static List<byte[]> genuine() {
    FakeNsm nsm = new FakeNsm();
    return List.of(
            NsmProtocol.describeRequest(),
            NsmProtocol.describePcrRequest(1),
            NsmProtocol.extendPcrRequest(20, Bytes.utf8("x")),
            NsmProtocol.lockPcrRequest(21),
            NsmProtocol.lockPcrsRequest(18),
            NsmProtocol.attestRequest(DocumentRequest.PLAIN),
            NsmProtocol.randomRequest(),
            NsmProtocol.lockPcrRequest(1))
        .stream()
        .map(request -> nsm.answer(request.toByteArray()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void onlyNsmExceptionsEscape(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> genuine = genuine();
    Map<String, Integer> outcomes = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] response = damaged(genuine.get(random.nextInt(genuine.size())), random);
      Reader reader = READERS.get(random.nextInt(READERS.size()));
      String outcome;
      try {
        outcome = reader.read(Bytes.copyOf(response)).getClass().getSimpleName();
      } catch (NsmException e) {
        outcome = e.failure().code();
        assertThat(e.failure().describe()).isNotEmpty();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("round " + round + ": " + Bytes.copyOf(response).hex(), e);
      }
      outcomes.merge(outcome, 1, Integer::sum);
    }
    // Were it all malformed, little would have been tried.
    assertThat(outcomes.keySet())
        .contains("nsm-malformed-response", "nsm-refused", "nsm-refused-otherwise")
        .contains("NsmDescription", "PcrState", "Bytes", "byte[]", "String");
  }

  private static byte[] damaged(byte[] genuine, SplittableRandom random) {
    byte[] bytes = genuine.clone();
    int damages = random.nextInt(4);
    for (int i = 0; i < damages; i++) {
      // Most of the structure is in the first bytes.
      int at = random.nextInt(Math.min(bytes.length, random.nextBoolean() ? 24 : 400));
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(1, 5));
        case 4 -> {
          byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
          System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
          bytes = shorter.length == 0 ? bytes : shorter;
        }
        default -> bytes[at] = (byte) (random.nextInt(8) << 5 | random.nextInt(24, 32));
      }
    }
    return bytes;
  }
}
