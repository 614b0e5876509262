// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitgraphProofTest {
  /// The worked example of OCC's proof-v1, section 11, with a signature of zeros.
  private static final String EXAMPLE =
      """
      {
        "version": "occ/1",
        "artifact": {
          "hashAlg": "sha256",
          "digestB64": "jYl9NHJP0VcRVh6OMEIU5VAGva6cu5kdrnPrlNr/RnU="
        },
        "commit": {
          "nonceB64": "SGVsbG9PQ0NOb25jZTAxIQ==",
          "counter": "1"
        },
        "signer": {
          "publicKeyB64": "ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=",
          "signatureB64": "SIGNATURE"
        },
        "environment": {
          "enforcement": "stub",
          "measurement": "stub-measurement-v1"
        }
      }
      """
          .replace("SIGNATURE", ProofMaker.b64(Bytes.zeros(64)));

  @Test
  void theSignedBodyIsThatOfTheSpecificationsExample() throws MalformedLedgerException {
    BitgraphProof proof = BitgraphProof.parse(Bytes.utf8(EXAMPLE));
    assertThat(proof.version()).isEqualTo("occ/1");
    assertThat(proof.signedBody().orElseThrow().asUtf8())
        .isEqualTo(
            "{\"artifact\":{\"digestB64\":\"jYl9NHJP0VcRVh6OMEIU5VAGva6cu5kdrnPrlNr/RnU=\","
                + "\"hashAlg\":\"sha256\"},\"commit\":{\"counter\":\"1\","
                + "\"nonceB64\":\"SGVsbG9PQ0NOb25jZTAxIQ==\"},\"enforcement\":\"stub\","
                + "\"measurement\":\"stub-measurement-v1\","
                + "\"publicKeyB64\":\"ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=\","
                + "\"version\":\"occ/1\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "occ/1 | occ/2",
        "sha256 | sha512",
        "jYl9NHJP | jYl9",
        "\"counter\": \"1\" | \"counter\": \"01\"",
        "\"counter\": \"1\" | \"counter\": \"-1\"",
        "\"counter\": \"1\" | \"counter\": 1",
        "\"counter\": \"1\" | \"time\": 1.5",
        "\"counter\": \"1\" | \"time\": -1",
        "\"counter\": \"1\" | \"time\": \"1\"",
        "\"counter\": \"1\" | \"time\": 1000000000000000000",
        "\"counter\": \"1\" | \"nonceB64\": \"AAAA\"",
        "nonceB64 | nonce",
        "\"commit\" | \"commits\"",
        "ebVWLo/mVPlA | ebVWLo_mVPlA",
        "ebVWLo/mVPlA | ebVW",
        "AAAAAAAA | AAAA",
        "\"stub\" | 1",
        "\"stub\" | \"\"",
        "stub-measurement-v1\" | stub-measurement-v1\", \"attestation\": 7, \"x\": \"",
        "measurement-v1\" | m\", \"attestation\": {\"reportB64\": \"AAAA\"}, \"x\": \"",
        "\"signer\" | \"agency\": {}, \"signer\"",
        "\"signer\" | , \"signer\"",
        "\"signer\" | \"x\": NaN, \"signer\""
      })
  void whatIsNoProofIsRefused(String part, String replacement) {
    assertThat(EXAMPLE).contains(part);
    assertThatThrownBy(() -> BitgraphProof.parse(Bytes.utf8(EXAMPLE.replace(part, replacement))))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void bytesThatAreNoJsonAreRefused() {
    for (String text :
        List.of(
            "", "null", "[]", "7", "{}", "{", EXAMPLE + "{}", "[".repeat(100_000), "\"\\ud800")) {
      assertThatThrownBy(() -> BitgraphProof.parse(Bytes.utf8(text)))
          .isInstanceOf(MalformedLedgerException.class);
    }
    assertThatThrownBy(() -> BitgraphProof.parse(Bytes.fromHex("ff")))
        .isInstanceOf(MalformedLedgerException.class);
    for (int length = 0; length < EXAMPLE.length() - 2; length++) {
      Bytes cut = Bytes.utf8(EXAMPLE.substring(0, length));
      assertThatThrownBy(() -> BitgraphProof.parse(cut))
          .isInstanceOf(MalformedLedgerException.class);
    }
  }

  @Test
  void jsonIsWrittenAsJavaScriptDoes() throws MalformedLedgerException {
    String odd =
        "{ \"b\": [1, -2, true, false, null, {}], \"a\": \"\\u0001\\u001f\\b\\f\\n\\r\\t\\\"\\\\/é€😀\\u2028\\ud800\","
            + " \"10\": 0, \"9\": 1, \"B\": \"\", \"é\": {\"z\": 1, \"y\": 2} }";
    assertThat(CanonicalJson.of(ProofJson.parse(odd)).orElseThrow().asUtf8())
        .isEqualTo(
            "{\"9\":1,\"10\":0,\"B\":\"\","
                + "\"a\":\"\\u0001\\u001f\\b\\f\\n\\r\\t\\\"\\\\/é€😀\u2028\\ud800\","
                + "\"b\":[1,-2,true,false,null,{}],\"é\":{\"y\":2,\"z\":1}}");
    for (String unsure : List.of("1.0", "1e3", "-0", "1000000000000000000", "0.1")) {
      assertThat(CanonicalJson.of(ProofJson.parse("[" + unsure + "]"))).as(unsure).isEmpty();
    }
  }
}
