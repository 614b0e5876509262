// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.evm.fixtures.EvmKey;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvmTypedDataTest {
  /// The example of EIP-712, signed with the hash of "cow".
  static final String MAIL =
      """
      {"types":{
        "EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
          {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
        "Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],
        "Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},
          {"name":"contents","type":"string"}]},
       "primaryType":"Mail",
       "domain":{"name":"Ether Mail","version":"1","chainId":1,
         "verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
       "message":{
         "from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
         "to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
         "contents":"Hello, Bob!"}}
      """;

  private static final EvmKey COW = EvmKey.of(Keccak.hash(Bytes.utf8("cow")).hex());
  private static final String TOKEN = "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC";
  private static final String A = "0x" + "11".repeat(20);
  private static final String B = "0x" + "22".repeat(20);

  @Test
  void signsTheExampleOfEip712() throws Exception {
    EvmTypedData mail = EvmTypedData.parse(JsonNode.parse(MAIL));
    assertThat(mail.digest().hex())
        .isEqualTo("be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
    assertThat(EvmAddress.of(COW.publicKey()).text())
        .isEqualTo("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826");
    assertThat(mail.signed(COW.publicKey(), List.of(COW.sign(mail.digest()))).result().hex())
        .isEqualTo(
            "4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
                + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c");
    Facts facts = mail.facts(COW.publicKey());
    assertThat(facts.unsure()).isEmpty();
    assertThat(facts.members())
        .containsEntry("primary_type", "Mail")
        .containsEntry("has_chain_id", true)
        .containsEntry("has_verifying_contract", true)
        .containsEntry("permit", TypedPermit.NONE.members())
        .containsEntry(
            "domain",
            Map.of(
                "name", "Ether Mail",
                "version", "1",
                "chain_id", BigInteger.ONE,
                "verifying_contract", "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
                "salt", ""))
        .containsEntry(
            "message",
            Map.of(
                "from",
                Map.of("name", "Cow", "wallet", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"),
                "to",
                Map.of("name", "Bob", "wallet", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"),
                "contents",
                "Hello, Bob!"))
        .hasSize(6);
  }

  @Test
  void recognisesPermits() throws Exception {
    String owner = EvmAddress.of(COW.publicKey()).text();
    Facts erc2612 =
        facts(
            """
            "Permit":[{"name":"owner","type":"address"},{"name":"spender","type":"address"},
              {"name":"value","type":"uint256"},{"name":"nonce","type":"uint256"},
              {"name":"deadline","type":"uint256"}]
            """,
            "Permit",
            "{\"owner\":\"%s\",\"spender\":\"%s\",\"value\":\"0xff\",\"nonce\":0,\"deadline\":9}"
                .formatted(A, B));
    assertThat(erc2612.unsure()).isEmpty();
    assertThat(erc2612.members()).containsEntry("permit", permit("erc2612", A, B, 255));
    Facts single =
        facts(
            """
            "PermitSingle":[{"name":"details","type":"PermitDetails"},
              {"name":"spender","type":"address"},{"name":"sigDeadline","type":"uint256"}],
            "PermitDetails":[{"name":"token","type":"address"},{"name":"amount","type":"uint160"},
              {"name":"expiration","type":"uint48"},{"name":"nonce","type":"uint48"}]
            """,
            "PermitSingle",
            """
            {"details":{"token":"%s","amount":7,
              "expiration":1,"nonce":2},"spender":"%s","sigDeadline":"9"}
            """
                .formatted(TOKEN, B));
    assertThat(single.unsure()).isEmpty();
    assertThat(single.members()).containsEntry("permit", permit("permit2", owner, B, 7));
    Facts transfer =
        facts(
            """
            "TokenPermissions":[{"name":"token","type":"address"},
              {"name":"amount","type":"uint256"}],
            "PermitTransferFrom":[{"name":"permitted","type":"TokenPermissions"},
              {"name":"spender","type":"address"},{"name":"nonce","type":"uint256"},
              {"name":"deadline","type":"uint256"}]
            """,
            "PermitTransferFrom",
            """
            {"permitted":{"token":"%s","amount":7},"spender":"%s","nonce":1,"deadline":9}
            """
                .formatted(TOKEN, B));
    assertThat(transfer.unsure()).isEmpty();
    assertThat(transfer.members()).containsEntry("permit", permit("permit2", owner, B, 7));
  }

  private static Map<String, Object> permit(
      String standard, String owner, String spender, long amount) {
    return Map.of(
        "standard", standard,
        "owner", owner,
        "spender", spender,
        "token", TOKEN,
        "amount", BigInteger.valueOf(amount),
        "deadline", BigInteger.valueOf(9));
  }

  @Test
  void isUnsureOfPermitsOfAnotherForm() throws Exception {
    Facts dai =
        facts(
            """
            "Permit":[{"name":"holder","type":"address"},{"name":"spender","type":"address"},
              {"name":"nonce","type":"uint256"},{"name":"expiry","type":"uint256"},
              {"name":"allowed","type":"bool"}]
            """,
            "Permit",
            "{\"holder\":\"%s\",\"spender\":\"%s\",\"nonce\":0,\"expiry\":0,\"allowed\":true}"
                .formatted(A, B));
    assertThat(dai.unsure()).containsExactly("unknown-permit");
    assertThat(dai.members()).containsEntry("permit", TypedPermit.NONE.members());
  }

  @Test
  void isUnsureOfLookAlikes() throws Exception {
    Facts facts =
        EvmTypedData.parse(JsonNode.parse(MAIL.replace("Ether Mail", "Eth\u0435r Mail")))
            .facts(COW.publicKey());
    assertThat(facts.unsure()).containsExactly("look-alikes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what is replaced in the example | by what, - by nothing | refused as
        "\"contents\":\"Hello, Bob!\"|\"contents\":\"x\",\"more\":1|typed-data",
        ",\"contents\":\"Hello, Bob!\"|-|typed-data",
        "\"primaryType\":\"Mail\"|\"primaryType\":\"Male\"|primary-type",
        "\"primaryType\":\"Mail\"|\"primaryType\":\"EIP712Domain\"|primary-type",
        "\"primaryType\":\"Mail\"|\"primaryType\":\"Person\"|unused-type",
        "\"primaryType\":\"Mail\"|\"primaryType\":\"Mail\",\"more\":1|typed-data",
        "\"chainId\":1|\"chainId\":\"one\"|typed-data",
        "\"chainId\":1,|-|typed-data",
        "\"chainId\":1|\"chainId\":1,\"salt\":\"0x\"|typed-data",
        "\"uint256\"|\"uint64\"|domain-type",
        "EIP712Domain|Domain|domain-type",
        "{\"name\":\"version\",\"type\":\"string\"},|-|typed-data",
        "\"name\":\"version\"|\"name\":\"edition\"|domain-type",
        "\"from\",\"type\":\"Person\"|\"from\",\"type\":\"Mail\"|recursive-type",
        "\"from\",\"type\":\"Person\"|\"from\",\"type\":\"Mail[]\"|recursive-type",
        "\"from\",\"type\":\"Person\"|\"from\",\"type\":\"Someone\"|undefined-type",
        "\"name\":\"contents\"|\"name\":\"from\"|typed-data",
        "\"name\":\"contents\"|\"name\":\"con tents\"|typed-data",
        "\"name\":\"contents\"|\"name\":\"contents\",\"more\":1|typed-data",
        "\"Person\":|\"Persons\":|undefined-type",
        "\"Person\":|\"Alone\":[{\"name\":\"x\",\"type\":\"bool\"}],\"Person\":|unused-type",
        "\"Person\":|\"address\":[{\"name\":\"x\",\"type\":\"bool\"}],\"Person\":|type",
        "\"Person\":|\"uint9\":[{\"name\":\"x\",\"type\":\"bool\"}],\"Person\":|type",
        "\"Person\":|\"a(b\":[{\"name\":\"x\",\"type\":\"bool\"}],\"Person\":|type",
        "\"Person\":|\"Empty\":[],\"Person\":|typed-data"
      })
  void refusesOtherShapes(String part, String by, String code) throws MalformedJsonException {
    String compact = MAIL.replaceAll("\\n\\s*", "");
    assertThat(compact).contains(part);
    String changed =
        compact.replaceFirst(
            Pattern.quote(part), Matcher.quoteReplacement(by.equals("-") ? "" : by));
    JsonNode json = JsonNode.parse(changed);
    assertThatThrownBy(() -> EvmTypedData.parse(json))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).as(changed).isEqualTo(code));
  }

  @Test
  void changedCharactersAreRefusedOrChangeTheDigest() throws Exception {
    String compact = MAIL.strip();
    Bytes digest = EvmTypedData.parse(JsonNode.parse(compact)).digest();
    int refused = 0;
    for (int i = 0; i < compact.length(); i++) {
      for (char other : new char[] {'0', 'a', 'Z', '"', '{', ']', ',', '-', '\u0435', ' '}) {
        String changed = compact.substring(0, i) + other + compact.substring(i + 1);
        try {
          JsonNode json = JsonNode.parse(changed);
          Bytes found = EvmTypedData.parse(json).digest();
          if (found.equals(digest)) {
            assertThat(json.value()).isEqualTo(JsonNode.parse(compact).value());
          }
        } catch (MalformedJsonException | UndecodableException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(compact.length() * 5);
  }

  /// Facts of a message under a domain of one member.
  static Facts facts(String types, String primary, String message)
      throws MalformedJsonException, UndecodableException {
    return EvmTypedData.parse(
            JsonNode.parse(
                """
                {"types":{"EIP712Domain":[{"name":"verifyingContract","type":"address"}],%s},
                 "primaryType":"%s","domain":{"verifyingContract":"%s"},"message":%s}
                """
                    .formatted(types, primary, TOKEN, message)))
        .facts(COW.publicKey());
  }
}
