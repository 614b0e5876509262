// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.UndecodableException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // type | JSON | what policies see, or nothing if it is refused
        "uint8|255|255",
        "uint8|256|",
        "uint8|-1|",
        "uint8|'\"0xff\"'|255",
        "uint8|'\"0x0ff\"'|255",
        "uint8|'\"255\"'|255",
        "uint8|'\"0255\"'|",
        "uint8|'\"+5\"'|",
        "uint8|'\" 5\"'|",
        "uint8|'\"\"'|",
        "uint8|'\"0x\"'|",
        "uint8|'\"1e1\"'|",
        "uint8|'\"٥\"'|",
        "uint8|true|",
        "uint8|1.0|",
        "uint8|null|",
        "uint8|[1]|",
        "int8|127|127",
        "int8|128|",
        "int8|-128|-128",
        "int8|-129|",
        "int8|'\"-128\"'|-128",
        "int8|'\"-0\"'|",
        "int8|'\"-0x1\"'|",
        "int8|'\"0xff\"'|",
        "uint7|1|",
        "uint0|1|",
        "uint264|1|",
        "uint08|1|",
        "uint|1|",
        "int|1|",
        "byte|1|",
        "fixed128x18|1|",
        "function|1|",
        "bool|true|true",
        "bool|1|",
        "bool|'\"true\"'|",
        "bytes2|'\"0xABcd\"'|0xabcd",
        "bytes2|'\"0xab\"'|",
        "bytes2|'\"0xabcdef\"'|",
        "bytes33|'\"0x00\"'|",
        "bytes0|'\"0x\"'|",
        "bytes|'\"0x\"'|0x",
        "bytes|'\"0xABc\"'|",
        "bytes|'\"abcd\"'|",
        "bytes|'\"\"'|",
        "string|'\"\"'|''",
        "string|5|",
        "string|'\"\\ud800\"'|",
        "address|'\"0xde709f2102306220921060314715629080e2fb77\"'|0xde709f2102306220921060314715629080e2fb77",
        "address|'\"0xde709f2102306220921060314715629080e2fB77\"'|",
        "address|5|",
        "uint8[]|[]|[]",
        "uint8[]|'[1,2]'|[1, 2]",
        "uint8[2]|'[1,2]'|[1, 2]",
        "uint8[2]|[1]|",
        "uint8[2]|'[1,2,3]'|",
        "uint8[0]|[]|",
        "uint8[01]|[1]|",
        "uint8[-1]|[]|",
        "uint8[|[]|",
        "[]|[]|",
        "uint8[]x|[]|",
        "uint8[99999]|[]|",
        "uint8[]|5|",
        "uint8[][1]|'[[1,2]]'|[[1, 2]]",
        "uint8[][][][]|[]|[]",
        "uint8[][][][][]|[]|",
        "Undefined|5|",
        "EIP712Domain|{}|",
        "T|{}|",
        "T[]|[]|",
      })
  void areReadOfTheirTypeOnly(String type, String json, String seen) throws Exception {
    String types = "\"T\":[{\"name\":\"x\",\"type\":\"%s\"}]".formatted(type);
    if (seen == null) {
      assertThatThrownBy(() -> EvmTypedDataTest.facts(types, "T", "{\"x\":" + json + "}"))
          .isInstanceOfAny(UndecodableException.class, MalformedJsonException.class);
    } else {
      Object message =
          EvmTypedDataTest.facts(types, "T", "{\"x\":" + json + "}").members().get("message");
      assertThat(String.valueOf(((Map<?, ?>) message).get("x"))).isEqualTo(seen);
    }
  }

  @Test
  void boundsWhatItReads() {
    StringBuilder chain = new StringBuilder();
    for (int i = 0; i < 70; i++) {
      chain.append("\"T%d\":[{\"name\":\"x\",\"type\":\"T%d\"}],".formatted(i, i + 1));
    }
    assertThatThrownBy(() ->
            EvmTypedDataTest.facts(
                chain + "\"T70\":[{\"name\":\"x\",\"type\":\"bool\"}]", "T0", "{}"))
        .isInstanceOf(UndecodableException.class);
    String bytes = "\"T\":[{\"name\":\"x\",\"type\":\"%s\"}]";
    // Long, but right: no recursion over characters.
    assertThat(longValue(bytes.formatted("bytes"), "0x" + "00".repeat(200_000))).isTrue();
    assertThat(longValue(bytes.formatted("uint256"), "0x" + "0".repeat(500_000) + "1")).isFalse();
    assertThat(longValue(bytes.formatted("uint256"), "1".repeat(500_000))).isFalse();
    assertThat(longValue(bytes.formatted("bool" + "[]".repeat(200_000)), "x")).isFalse();
    assertThat(longValue(bytes.formatted("a".repeat(400_000)), "x")).isFalse();
    assertThatThrownBy(() ->
            EvmTypedDataTest.facts(
                bytes.formatted("bool[]"), "T", "{\"x\":[" + "true,".repeat(9000) + "true]}"))
        .isInstanceOf(UndecodableException.class);
  }

  private static boolean longValue(String types, String text) {
    try {
      return EvmTypedDataTest.facts(types, "T", "{\"x\":\"" + text + "\"}").unsure().isEmpty();
    } catch (UndecodableException | MalformedJsonException e) {
      return false;
    }
  }
}
