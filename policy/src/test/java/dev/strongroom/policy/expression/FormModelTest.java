// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.chain.Form;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// That `docs/policy-model.md` tells the truth.
class FormModelTest {
  /// Rows of a form's section: the first column without its backquotes, and the second.
  private static Map<String, String> rows(Form form, String table) throws Exception {
    String text = Files.readString(Path.of("../docs/policy-model.md"));
    String section = text.split("## `" + form.code() + "`\n", -1)[1].split("\n## ", -1)[0];
    String part = section.split("\\| " + table + " \\|", -1)[1].split("\n\n", -1)[0];
    Map<String, String> rows = new LinkedHashMap<>();
    part.lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(line -> {
          String[] cells = line.split(" \\| ", -1);
          rows.put(cells[0].replace("| `", "").replace("`", ""), cells[1]);
        });
    return rows;
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void documentedMembersAreThoseThatExist(Form form) throws Exception {
    Map<String, String> members = new TreeMap<>();
    FormModel.members(form).forEach((name, type) -> members.put(name, type.words()));
    assertThat(new TreeMap<>(rows(form, "member"))).isEqualTo(members);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void documentedCodesAreThoseThatExist(Form form) throws Exception {
    assertThat(rows(form, "not sure").keySet())
        .containsExactlyInAnyOrderElementsOf(FormModel.unsureCodes(form));
  }

  @Test
  void theSchemaHasTheirFormsAndCodes() throws Exception {
    JsonNode rule =
        JsonNode.parse(Files.readString(Path.of("../docs/policy.schema.json")))
            .member("$defs")
            .member("rule")
            .member("properties");
    assertThat(rule.member("on").member("items").member("enum").value())
        .isEqualTo(Arrays.stream(Form.values()).map(Form::code).toList());
    Set<String> codes = new TreeSet<>();
    for (JsonNode code : rule.member("acceptUnsure").member("items").member("enum").items()) {
      codes.add(code.text());
    }
    assertThat(codes)
        .isEqualTo(
            Arrays.stream(Form.values())
                .flatMap(form -> FormModel.unsureCodes(form).stream())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void severalFormsShareWhatHasOneType() {
    assertThat(FormModel.shared(List.of(Form.MESSAGE, Form.DIGEST)).keySet())
        .containsExactly("hex", "length");
    assertThat(FormModel.shared(List.of(Form.SOLANA_TRANSACTION, Form.BITCOIN_TRANSACTION)))
        .isEmpty();
  }

  // The vectors of EIP-55.
  @ParameterizedTest
  @CsvSource({
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0xde709f2102306220921060314715629080e2fb77",
  })
  void addressesHaveTheChecksumOfEip55(String address) {
    assertThat(Addresses.isMiswritten(address)).isFalse();
    assertThat(Addresses.checksummed(address.toLowerCase(java.util.Locale.ROOT)))
        .isEqualTo(address);
    assertThat(
            Addresses.isMiswritten("0x" + address.substring(2).replace('d', 'D').replace('e', 'E')))
        .isNotEqualTo(
            address.equals("0x" + address.substring(2).replace('d', 'D').replace('e', 'E')));
  }
}
