// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryApi;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.notary.fixtures.TestEnclave;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What a member looks at before it hands a writer's receipt on.
class ReceiptCheckTest {
  private static final String ORIGIN = "example.com/log";
  private static final Pattern SIGNATURE = Pattern.compile("(— \\S+ \\S{20})(.)");

  private static Request asked(int number) {
    return new Request(
        "POST",
        "/v1/proofs",
        "/v1/proofs",
        "",
        Map.of(),
        Bytes.utf8("{\"digests\":[\"" + String.format("%064x", number) + "\"]}"),
        Protection.ATTESTED_CHANNEL);
  }

  private static Response with(CompactReceipt receipt, SignedCheckpoint checkpoint) {
    return Response.json(
        200,
        new CompactReceipt(
                receipt.simulated(),
                receipt.entry(),
                receipt.seed(),
                receipt.start(),
                receipt.path(),
                checkpoint,
                receipt.epoch(),
                receipt.coseSignature(),
                receipt.anchors())
            .json());
  }

  @Test
  void aReceiptHasToBeForWhatWasAskedUnderTheLogsSignature() throws Exception {
    Enclave enclave =
        TestEnclave.on(
            new MemoryStorage(),
            InstantSource.system(),
            Map.of("ledger", "{\"origin\":\"" + ORIGIN + "\",\"quorum\":0}"),
            _ -> {});
    try (NotaryApi writer = new NotaryApi(Notary.start(enclave))) {
      Response first = writer.handle(asked(1));
      Response second = writer.handle(asked(2));
      CompactReceipt receipt =
          CompactReceipt.parse(
              String.valueOf(((Response.Body.Whole) first.body()).bytes().asUtf8()));
      String note = receipt.checkpoint().encoded();
      String other =
          SIGNATURE
              .matcher(note)
              .replaceAll(m -> m.group(1) + (m.group(2).equals("A") ? "B" : "A"));
      assertThat(other).isNotEqualTo(note);
      Response forged = with(receipt, SignedCheckpoint.parse(other));

      ReceiptCheck check = new ReceiptCheck(enclave, ORIGIN);
      assertThat(check.holds(asked(1), forged)).isFalse();
      assertThat(check.holds(asked(1), first)).isTrue();
      // A checkpoint that was verified before is good; one that only looks like it isn't.
      assertThat(check.holds(asked(1), with(receipt, receipt.checkpoint()))).isTrue();
      assertThat(check.holds(asked(1), forged)).isFalse();
      assertThat(check.holds(asked(2), first)).isFalse();
      assertThat(check.holds(asked(2), second)).isTrue();
      assertThat(new ReceiptCheck(enclave, "example.com/another").holds(asked(1), first)).isFalse();
    }
  }
}
