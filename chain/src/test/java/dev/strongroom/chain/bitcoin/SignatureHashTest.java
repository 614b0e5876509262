// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureHashTest {
  /// Source: BIP-341, `wallet-test-vectors.json`, `keyPathSpending`: the transaction.
  private static final String TAPROOT =
      "02000000097de20cbff686da83a54981d2b9bab3586f4ca7e48f57f5b55963115f3b334e9c0100000000000000"
          + "00d7b7cab57b1393ace2d064f4d4a2cb8af6def61273e127517d44759b6dafdd990000000000fffffffff8"
          + "e1f583384333689228c5d28eac13366be082dc57441760d957275419a418420000000000fffffffff06891"
          + "80aa63b30cb162a73c6d2a38b7eeda2a83ece74310fda0843ad604853b0100000000feffffffaa5202bdf6"
          + "d8ccd2ee0f0202afbbb7461d9264a25e5bfd3c5a52ee1239e0ba6c0000000000feffffff956149bdc66faa"
          + "968eb2be2d2faa29718acbfe3941215893a2a3446d32acd050000000000000000000e664b9773b88c09c32"
          + "cb70a2a3e4da0ced63b7ba3b22f848531bbb1d5d5f4c94010000000000000000e9aa6b8e6c9de67619e6a3"
          + "924ae25696bb7b694bb677a632a74ef7eadfd4eabf0000000000ffffffffa778eb6a263dc090464cd125c4"
          + "66b5a99667720b1c110468831d058aa1b82af10100000000ffffffff0200ca9a3b000000001976a91406af"
          + "d46bcdfd22ef94ac122aa11f241244a37ecc88ac807840cb0000000020ac9a87f5594be208f8532db38cff"
          + "670c450ed2fea8fcdefcc9a663f78bab962b0065cd1d";

  /// The same source: what its inputs spend.
  private static final String[] SPENT = {
    "420000000 512053a1f6e454df1aa2776a2814a721372d6258050de330b3c6d10ee8f4e0dda343",
    "462000000 5120147c9c57132f6e7ecddba9800bb0c4449251c92a1e60371ee77557b6620f3ea3",
    "294000000 76a914751e76e8199196d454941c45d1b3a323f1433bd688ac",
    "504000000 5120e4d810fd50586274face62b8a807eb9719cef49c04177cc6b76a9a4251d5450e",
    "630000000 512091b64d5324723a985170e4dc5a0f84c041804f2cd12660fa5dec09fc21783605",
    "378000000 00147dd65592d0ab2fe0d0257d571abf032cd9db93dc",
    "672000000 512075169f4001aa68f15bbed28b218df1d0a62cbbcf1188c6665110c293c907b831",
    "546000000 5120712447206d7a5238acc7ff53fbe94a3b64539ad291c7cdbc490b7577e4b17df5",
    "588000000 512077e30a5522dd9f894c3f8b8bd4c4b2cf82ca7da8a3ea6a239655c39c050ab220"
  };

  /// The same source: `inputSpending`.
  @ParameterizedTest
  @CsvSource({
    "0, 0x03, 2514a6272f85cfa0f45eb907fcb0d121b808ed37c6ea160a5a9046ed5526d555",
    "1, 0x83, 325a644af47e8a5a2591cda0ab0723978537318f10e6a63d4eed783b96a71a4d",
    "3, 0x01, bf013ea93474aa67815b1b6cc441d23b64fa310911d991e713cd34c7f5d46669",
    "4, 0x00, 4f900a0bae3f1446fd48490c2958b5a023228f01661cda3496a11da502a7f7ef",
    "6, 0x02, 15f25c298eb5cdc7eb1d638dd2d45c97c4c59dcaec6679cfc16ad84f30876b85",
    "7, 0x82, cd292de50313804dabe4685e83f923d2969577191a3e1d2882220dca88cbeb10",
    "8, 0x81, cccb739eca6c13a8a89e6e5cd317ffe55669bbda23f2fd37b0f18755e008edd2"
  })
  void taproot(int index, int type, String expected) throws UndecodableException {
    assertThat(taprootVectors().taproot(index, type).hex()).isEqualTo(expected);
  }

  private static SignatureHash taprootVectors() throws UndecodableException {
    List<TransactionOutput> spent = new ArrayList<>();
    for (String output : SPENT) {
      String[] parts = output.split(" ", -1);
      spent.add(new TransactionOutput(Long.parseLong(parts[0]), Bytes.fromHex(parts[1])));
    }
    return new SignatureHash(RawTransaction.parseStripped(Bytes.fromHex(TAPROOT)), spent);
  }

  /// The same source: internal key, Merkle root, tweak and output key.
  @ParameterizedTest
  @CsvSource({
    "d6889cb081036e0faefa3a35157ad71086b123b2b144b649798b494c300a961d, '',"
        + "b86e7be8f39bab32a6f2c0443abbc210f0edac0e2c53d501b36b64437d9c6c70,"
        + "53a1f6e454df1aa2776a2814a721372d6258050de330b3c6d10ee8f4e0dda343",
    "187791b6f712a8ea41c8ecdd0ee77fab3e85263b37e1ec18a3651926b3a6cf27,"
        + "5b75adecf53548f3ec6ad7d78383bf84cc57b55a3127c72b9a2481752dd88b21,"
        + "cbd8679ba636c1110ea247542cfbd964131a6be84f873f7f3b62a777528ed001,"
        + "147c9c57132f6e7ecddba9800bb0c4449251c92a1e60371ee77557b6620f3ea3",
    "93478e9488f956df2396be2ce6c5cced75f900dfa18e7dabd2428aae78451820,"
        + "c525714a7f49c28aedbbba78c005931a81c234b2f6c99a73e4d06082adc8bf2b,"
        + "6af9e28dbf9d6aaf027696e2598a5b3d056f5fd2355a7fd5a37a0e5008132d30,"
        + "e4d810fd50586274face62b8a807eb9719cef49c04177cc6b76a9a4251d5450e",
    "ee4fe085983462a184015d1f782d6a5f8b9c2b60130aff050ce221ecf3786592,"
        + "6c2dc106ab816b73f9d07e3cd1ef2c8c1256f519748e0813e4edd2405d277bef,"
        + "9e0517edc8259bb3359255400b23ca9507f2a91cd1e4250ba068b4eafceba4a9,"
        + "712447206d7a5238acc7ff53fbe94a3b64539ad291c7cdbc490b7577e4b17df5",
    "f9f400803e683727b14f463836e1e78e1c64417638aa066919291a225f0e8dd8,"
        + "ab179431c28d3b68fb798957faf5497d69c883c6fb1e1cd9f81483d87bac90cc,"
        + "639f0281b7ac49e742cd25b7f188657626da1ad169209078e2761cefd91fd65e,"
        + "77e30a5522dd9f894c3f8b8bd4c4b2cf82ca7da8a3ea6a239655c39c050ab220",
    "e0dfe2300b0dd746a3f8674dfd4525623639042569d829c7f0eed9602d263e6f,"
        + "ccbd66c6f7e8fdab47b3a486f59d28262be857f30d4773f2d5ea47f7761ce0e2,"
        + "b57bfa183d28eeb6ad688ddaabb265b4a41fbf68e5fed2c72c74de70d5a786f4,"
        + "91b64d5324723a985170e4dc5a0f84c041804f2cd12660fa5dec09fc21783605",
    "55adf4e8967fbd2e29f20ac896e60c3b0f1d5b0efa9d34941b5958c7b0a0312d,"
        + "2f6b2c5397b6d68ca18e09a3f05161668ffe93a988582d55c6f07bd5b3329def,"
        + "6579138e7976dc13b6a92f7bfd5a2fc7684f5ea42419d43368301470f3b74ed9,"
        + "75169f4001aa68f15bbed28b218df1d0a62cbbcf1188c6665110c293c907b831"
  })
  void tweaks(String internal, String root, String tweak, String output)
      throws UndecodableException {
    assertThat(TaprootKey.of(Bytes.fromHex(internal), Bytes.fromHex(root)))
        .isEqualTo(new TaprootKey(Bytes.fromHex(tweak), Bytes.fromHex(output)));
  }

  /// Source: BIP-143, "Native P2WPKH".
  @Test
  void segwit() throws UndecodableException {
    RawTransaction transaction =
        RawTransaction.parse(
            Bytes.fromHex(
                "0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000"
                    + "00eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a01"
                    + "00000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac"
                    + "7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988"
                    + "ac11000000"));
    TransactionOutput spent =
        new TransactionOutput(
            600_000_000, Bytes.fromHex("00141d0f172a0ecb48aee1be1f2687d2963ae33f71a1"));
    Bytes keyHash = Bytes.fromHex("1d0f172a0ecb48aee1be1f2687d2963ae33f71a1");
    SignatureHash hash = new SignatureHash(transaction, Collections.nCopies(2, spent));
    assertThat(hash.segwit(1, 1, keyHash).hex())
        .isEqualTo("c37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670");
    assertThat(
            Hashes.hash160(
                Bytes.fromHex(
                    "025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee6357")))
        .isEqualTo(keyHash);
  }

  @Test
  void typesThatNobodyKnowsAreRefused() throws UndecodableException {
    SignatureHash hash = taprootVectors();
    for (int type : new int[] {4, 0x80, 0x84, 0xff, 0x11}) {
      refuses(() -> hash.taproot(0, type));
      refuses(() -> hash.legacy(0, type));
      refuses(() -> hash.segwit(0, type, Bytes.zeros(20)));
    }
    refuses(() -> hash.legacy(0, 0));
    refuses(() -> hash.segwit(0, 0, Bytes.zeros(20)));
  }

  @Test
  void aSingleOutputThatIsntThereIsRefused() throws UndecodableException {
    SignatureHash hash = taprootVectors();
    assertThat(hash.legacy(1, 3)).isNotEqualTo(hash.legacy(1, 0x83));
    refuses(() -> hash.legacy(2, 3));
    refuses(() -> hash.segwit(2, 0x83, Bytes.zeros(20)));
    refuses(() -> hash.taproot(2, 3));
  }

  private static void refuses(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo("bad-sighash-type"));
  }
}
