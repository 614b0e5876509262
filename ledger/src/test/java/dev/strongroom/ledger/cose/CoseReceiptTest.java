// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.cose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.RefusedReceiptException.Reason;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.NaiveTree;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.TestSigner;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CoseReceiptTest {
  private static final NaiveTree TREE = NaiveTree.of(7);
  private static final Bytes ENTRY = Bytes.utf8("entry 3");
  private static final TestSigner LOG = TestSigner.create("log.example/1", KeyType.ED25519);
  private static final TestSigner OTHER = TestSigner.create("log.example/1", KeyType.ED25519);

  @Test
  void aReceiptIsWrittenAsTheSpecificationSays() {
    Bytes signature = LOG.sign(CoseReceipt.signed(LOG.key(), TREE.root()));
    String keyId = String.format("%08x", LOG.key().id());
    String header = "a3" + "01" + "27" + "04" + "44" + keyId + "19018b" + "01";
    StringBuilder proof = new StringBuilder("83" + "07" + "03" + "83");
    TREE.path(3).forEach(hash -> proof.append("5820").append(hash.hex()));
    assertThat(receipt().encoded().hex())
        .isEqualTo(
            "d284"
                + "4d"
                + header
                + "a119018c"
                + "a120"
                + "81"
                + "586a"
                + proof
                + "f6"
                + "5840"
                + signature.hex());
    assertThat(CoseReceipt.signed(LOG.key(), TREE.root()).hex())
        .isEqualTo("846a5369676e6174757265314d" + header + "40" + "5820" + TREE.root().hex());
  }

  @Test
  void receiptsComeBackAndHold() throws Exception {
    for (int size = 1; size <= 7; size++) {
      Bytes root = TREE.first(size).root();
      Bytes signature = LOG.sign(CoseReceipt.signed(LOG.key(), root));
      for (int index = 0; index < size; index++) {
        InclusionProof proof = new InclusionProof(index, size, TREE.first(size).path(index));
        Bytes encoded = CoseReceipt.of(LOG.key(), proof, signature).encoded();
        CoseReceipt receipt = CoseReceipt.parse(encoded);
        assertThat(receipt.proof()).isEqualTo(proof);
        assertThat(receipt.encoded()).isEqualTo(encoded);
        assertThat(receipt.isFrom(LOG.key())).isTrue();
        assertThat(receipt.keyId().hex()).isEqualTo(String.format("%08x", LOG.key().id()));
        Bytes entry = Bytes.utf8("entry " + index);
        assertThat(receipt.verify(entry, LOG.key())).isEqualTo(root);
        receipt.verify(entry, LOG.key(), new Checkpoint("o", size, root, List.of()));
      }
    }
  }

  /// Made with two other libraries (Python's cbor2 and cryptography), by the key of RFC 8032, 7.1,
  /// test 1, for the same tree.
  @Test
  void receiptsThatOthersWroteAreRead() throws Exception {
    VerifierKey key =
        new VerifierKey(
            "log.example/1",
            KeyType.ED25519,
            Bytes.fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    String header = "d2844da301270444dd8b4c8419018b01a119018ca1";
    String left = "582057c79f4f31ae029c5d4bd30b073c27c94df93438b2b4697e1e1eef5bc0394a41";
    String leaf = "582061ca1139f6815841d5baf2d0d2d9bd9dfee97c898dd6f7ba0c0aa941ee6c01eb";
    String pair = "58205a47662fd8a317d96049a3f9f47c55dc67ca66051baa3683dbb19b2fe09a07b0";
    String right = "582094afb8a2ca051c05458ea39dcd19b1bd68e7e33529f10b439d2a615a51f636e2";
    String signature =
        "f65840"
            + "b501900fd473141cf8abfc0d3c68e0f83d9380da36c11563fbfe6b4a1bdb994e"
            + "8a237eaca21d3e23d40e9ba0ce9523df73507530cc02faca814ec84056db3206";
    Bytes inclusion = Bytes.fromHex(header + "2081586a83070383" + left + pair + right + signature);
    assertThat(CoseReceipt.parse(inclusion).verify(ENTRY, key)).isEqualTo(TREE.root());
    assertThat(CoseReceipt.parse(inclusion).encoded()).isEqualTo(inclusion);
    Bytes consistency =
        Bytes.fromHex(header + "2181588c83030784" + left + leaf + pair + right + signature);
    assertThat(ConsistencyReceipt.parse(consistency).verify(TREE.first(3).root(), key))
        .isEqualTo(TREE.root());
  }

  @Test
  void refusalsHaveNames() {
    CoseReceipt receipt = receipt();
    refused(Reason.SIGNATURE, () -> receipt.verify(Bytes.utf8("entry 4"), LOG.key()));
    refused(Reason.KEY, () -> receipt.verify(ENTRY, OTHER.key()));
    refused(
        Reason.KEY,
        () -> receipt.verify(ENTRY, LOG.as("log.example/1", KeyType.COSIGNATURE_ED25519).key()));
    Bytes signature = LOG.sign(CoseReceipt.signed(LOG.key(), TREE.root()));
    InclusionProof outside = new InclusionProof(7, 7, TREE.path(3));
    refused(
        Reason.PROOF, () -> CoseReceipt.of(LOG.key(), outside, signature).verify(ENTRY, LOG.key()));
    // A stranger who writes the log's key id into a header of his own.
    Bytes strange = OTHER.sign(CoseReceipt.signed(LOG.key(), TREE.root()));
    refused(
        Reason.SIGNATURE,
        () -> CoseReceipt.of(LOG.key(), receipt.proof(), strange).verify(ENTRY, LOG.key()));
    refused(
        Reason.CHECKPOINT,
        () -> receipt.verify(ENTRY, LOG.key(), new Checkpoint("o", 8, TREE.root(), List.of())));
    refused(
        Reason.CHECKPOINT,
        () -> receipt.verify(ENTRY, LOG.key(), new Checkpoint("o", 7, Bytes.zeros(32), List.of())));
  }

  /// RFC 9942 signs the root only. Entry 2 of 3 can be shown as entry 1 of 2, whose sibling is what
  /// was the node above entries 0 and 1; a checkpoint tells them apart.
  @Test
  void theSignatureDoesNotCoverThePlace() throws Exception {
    NaiveTree three = TREE.first(3);
    Bytes signature = LOG.sign(CoseReceipt.signed(LOG.key(), three.root()));
    InclusionProof moved = new InclusionProof(1, 2, three.path(2));
    CoseReceipt lie = CoseReceipt.of(LOG.key(), moved, signature);
    assertThat(lie.verify(Bytes.utf8("entry 2"), LOG.key())).isEqualTo(three.root());
    refused(
        Reason.CHECKPOINT,
        () ->
            lie.verify(
                Bytes.utf8("entry 2"), LOG.key(), new Checkpoint("o", 3, three.root(), List.of())));
  }

  @Test
  void consistencyReceiptsComeBackAndHold() throws Exception {
    Bytes signature = LOG.sign(CoseReceipt.signed(LOG.key(), TREE.root()));
    for (int from = 1; from <= 7; from++) {
      ConsistencyProof proof = new ConsistencyProof(from, 7, TREE.proof(from));
      ConsistencyReceipt receipt =
          ConsistencyReceipt.parse(ConsistencyReceipt.of(LOG.key(), proof, signature).encoded());
      assertThat(receipt.proof()).isEqualTo(proof);
      Bytes older = TREE.first(from).root();
      assertThat(receipt.verify(older, LOG.key())).isEqualTo(TREE.root());
      refused(Reason.KEY, () -> receipt.verify(older, OTHER.key()));
      Reason reason =
          from == 1 || from == 2 || from == 4 || from == 7 ? Reason.SIGNATURE : Reason.PROOF;
      refused(reason, () -> receipt.verify(Bytes.zeros(32), LOG.key()));
    }
    ConsistencyProof nothing = new ConsistencyProof(0, 7, List.of());
    refused(
        Reason.PROOF,
        () ->
            ConsistencyReceipt.of(LOG.key(), nothing, signature)
                .verify(Bytes.zeros(32), LOG.key()));
  }

  @Test
  void theKindsAreNotMixedUp() {
    Bytes signature = LOG.sign(CoseReceipt.signed(LOG.key(), TREE.root()));
    ConsistencyProof proof = new ConsistencyProof(3, 7, TREE.proof(3));
    Bytes consistency = ConsistencyReceipt.of(LOG.key(), proof, signature).encoded();
    malformed(() -> CoseReceipt.parse(consistency));
    malformed(() -> ConsistencyReceipt.parse(receipt().encoded()));
  }

  @Test
  void everyCutAndEveryFlippedBitIsRefused() {
    Bytes good = receipt().encoded();
    for (int length = 0; length < good.length(); length++) {
      Bytes cut = good.slice(0, length);
      malformed(() -> CoseReceipt.parse(cut));
    }
    Checkpoint checkpoint = new Checkpoint("o", 7, TREE.root(), List.of());
    for (int bit = 0; bit < good.length() * 8; bit++) {
      byte[] changed = good.toByteArray();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(
              () -> CoseReceipt.parse(Bytes.copyOf(changed)).verify(ENTRY, LOG.key(), checkpoint))
          .as("bit %d", bit)
          .isInstanceOfAny(MalformedLedgerException.class, RefusedReceiptException.class);
    }
  }

  @Test
  void otherHeadersAreRefused() {
    String keyId = "0444" + String.format("%08x", LOG.key().id());
    assertThatCode(() -> CoseReceipt.parse(withHeader("a30127" + keyId + "19018b01")))
        .doesNotThrowAnyException();
    for (String header :
        List.of(
            "",
            "a0",
            "a30127" + keyId + "19018b02",
            "a20127" + keyId,
            "a2" + "0127" + "19018b01",
            "a2" + keyId + "19018b01",
            "a30126" + keyId + "19018b01",
            "a401270127" + keyId + "19018b01",
            "a40127" + "028104" + keyId + "19018b01",
            "a30127" + keyId + "19018b0100",
            "a30127" + keyId + "1a0000018b01",
            "a30127" + "04" + "6161" + "19018b01",
            "a40127" + keyId + "616101" + "19018b01",
            "a40127" + keyId + "0fa20161610161" + "62" + "19018b01")) {
      malformed(() -> CoseReceipt.parse(withHeader(header)));
    }
  }

  /// Signed parameters that aren't known here, as RFC 9943's claims, are kept and verified.
  @Test
  void otherSignedParametersAreKept() throws Exception {
    Bytes header =
        new CborWriter()
            .map(4)
            .integer(1)
            .integer(-8)
            .integer(4)
            .bytes(receipt().keyId())
            .integer(15)
            .map(2)
            .integer(1)
            .text("log.example/1")
            .integer(2)
            .text("a subject")
            .integer(395)
            .integer(1)
            .toBytes();
    Bytes signed =
        new CborWriter()
            .array(4)
            .text("Signature1")
            .bytes(header)
            .bytes(Bytes.EMPTY)
            .bytes(TREE.root())
            .toBytes();
    Bytes encoded = receipt(header, LOG.sign(signed));
    CoseReceipt receipt = CoseReceipt.parse(encoded);
    assertThat(receipt.verify(ENTRY, LOG.key())).isEqualTo(TREE.root());
    assertThat(receipt.encoded()).isEqualTo(encoded);
  }

  @Test
  void envelopesThatAreOtherwiseRefused() {
    String good = receipt().encoded().hex();
    assertThat(good).startsWith("d2844da3").contains("a119018ca12081586a83070383");
    for (String hex :
        List.of(
            good.substring(2),
            "d3" + good.substring(2),
            good + "00",
            "d2d2" + good.substring(2),
            good.replace("a119018ca120", "a219018ca12001" + "01"),
            good.replace("a119018ca120", "a119018da120"),
            good.replace("a119018ca120", "a119018ca121"),
            good.replace("a12081586a", "a12080586a"),
            good.replace("586a83070383", "586a83270383"),
            good.replace("586a83070383", "586a83072383"),
            good.replace("586a83070383", "586a83070384"),
            good.replace("f65840", "405840"),
            good.replace("f65840", "f6583f"))) {
      assertThat(hex).isNotEqualTo(good);
      malformed(() -> CoseReceipt.parse(Bytes.fromHex(hex)));
    }
  }

  @Test
  void onlyEd25519KeysOfLogsSign() {
    TestSigner witness = TestSigner.create("w", KeyType.COSIGNATURE_ED25519);
    assertThatThrownBy(() -> CoseReceipt.signed(witness.key(), TREE.root()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CoseReceipt.signed(LOG.key(), Bytes.zeros(31)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CoseReceipt.of(LOG.key(), receipt().proof(), Bytes.zeros(63)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static CoseReceipt receipt() {
    return CoseReceipt.of(
        LOG.key(),
        new InclusionProof(3, 7, TREE.path(3)),
        LOG.sign(CoseReceipt.signed(LOG.key(), TREE.root())));
  }

  private static Bytes withHeader(String hex) {
    return receipt(Bytes.fromHex(hex), Bytes.zeros(64));
  }

  private static Bytes receipt(Bytes header, Bytes signature) {
    CborWriter proof = new CborWriter().array(3).integer(7).integer(3).array(3);
    TREE.path(3).forEach(proof::bytes);
    return new CborWriter()
        .tag(18)
        .array(4)
        .bytes(header)
        .map(1)
        .integer(396)
        .map(1)
        .integer(-1)
        .array(1)
        .bytes(proof.toBytes())
        .nothing()
        .bytes(signature)
        .toBytes();
  }

  private static void refused(Reason reason, ThrowingCallable check) {
    RefusedReceiptException refused = catchThrowableOfType(RefusedReceiptException.class, check);
    assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    assertThat(refused.getMessage()).startsWith(reason + ": ");
  }

  private static void malformed(ThrowingCallable parsing) {
    assertThatThrownBy(parsing).isInstanceOf(MalformedLedgerException.class);
  }
}
